import type { Arg, ConfigUse } from '../command-line/command.ts';
import { deployCommand } from '../commands/deploy/command.ts';
import { pipelineCommand } from '../commands/pipeline/command.ts';
import { trainCommand } from '../commands/train/command.ts';

export type EntryKind = ConfigUse['of'];

/** The commands whose arguments are the keys of a config file's entries. */
const commands = {
  deployments: deployCommand,
  jobs: trainCommand,
  pipelines: pipelineCommand,
} as const;

export const entryKinds: readonly EntryKind[] = ['deployments', 'jobs', 'pipelines'];

/** What an entry may set, by key. */
export function entryArgs(kind: EntryKind): ReadonlyMap<string, Arg> {
  return new Map(
    Object.entries(commands[kind].args).flatMap(([name, arg]) =>
      isForOnce(arg) ? [] : [[configKeyOf(name, arg), arg] as const],
    ),
  );
}

/** What a config file calls an argument. */
export function configKeyOf(name: string, arg: Arg): string {
  return arg.kind === 'positional' ? (arg.configKey ?? name) : name;
}

export function isForOnce(arg: Arg): boolean {
  return 'isForOnce' in arg && arg.isForOnce;
}
