import { relative } from 'node:path';

import type { CommandContext, Environment } from '../command-line/command-context.ts';
import type { Command } from '../command-line/command.ts';
import { missingPlace, placesOf } from '../command-line/read-values.ts';
import { usageOf } from '../command-line/spelling.ts';
import { keepNames } from '../completion/config-names.ts';
import { CommandError } from '../errors/command-error.ts';
import type { LoadedConfig } from './layers.ts';
import { openConfig } from './open-config.ts';
import { settle, type Settled } from './settle.ts';
import { settleTargets } from './settle-targets.ts';
import { type Said, subjectOf } from './subject.ts';

type Configured = Settled & Pick<CommandContext, 'configFile' | 'configFault'>;

/** Adds what the environment and the config file say: the command line before both, defaults last. */
export async function configure(
  said: Said,
  environment: Environment,
  folder: string = process.cwd(),
): Promise<Configured> {
  const { command, values } = said;
  const { config: use } = command;
  if (use === undefined) return { values, settings: [], ...nothing };
  const found = await openConfig(values, environment, folder).catch((error: unknown) => {
    if (use.evenIfBroken === true && error instanceof CommandError) return error;
    throw error;
  });
  const [loaded, configFault] =
    found instanceof CommandError ? [undefined, found] : [found, undefined];
  if (loaded !== undefined) await keepNames(loaded);
  const file = { configFile: loaded?.file, configFault };
  if (use.takes === 'targets') {
    return { ...settleTargets({ said, loaded, environment }), ...file };
  }
  const subject = subjectOf({ said, use, loaded, environment });
  const settled = settle({ subject, takes: use.takes, loaded, environment });
  checkComplete(command, settled.values, loaded);
  return { ...settled, ...file };
}

/** Where no config file is used. */
const nothing = { configFile: undefined, configFault: undefined } as const;

function checkComplete(
  command: Command,
  values: Settled['values'],
  loaded: LoadedConfig | undefined,
): void {
  const missing = placesOf(command).find(([name]) => values[name] === undefined);
  if (missing === undefined) return;
  const usage = `Usage: ${usageOf(command)}`;
  const file = loaded && relative(process.cwd(), loaded.file);
  throw missingPlace(
    command,
    missing,
    file === undefined ? usage : `${usage}\n${file} could say it, and has no such entry.`,
  );
}
