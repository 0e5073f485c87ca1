import { basename } from 'node:path';

import { suggest } from '../command-line/suggest.ts';
import { CommandError } from '../errors/command-error.ts';
import type { Config, StageConfig } from './config.ts';
import type { EntryKind } from './entry-args.ts';

/** A part of the config file that says something about what is asked for. */
export interface Layer {
  readonly source: 'stage' | 'config';
  /** The keys that lead to it, with points between; empty at the top. */
  readonly at: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A config file, with the stage that was chosen. */
export interface LoadedConfig {
  readonly file: string;
  readonly config: Config;
  readonly stage: string | undefined;
}

/** @throws CommandError where the file has no such stage */
export function checkStageName({ file, config, stage }: LoadedConfig): void {
  const stages = Object.keys(config.stages ?? {});
  if (stage === undefined || stages.includes(stage)) return;
  const nearest = suggest(stage, stages);
  const all =
    stages.length === 0 ? `Add one: stages: { ${stage}: { … } }` : `It has ${stages.join(', ')}.`;
  throw new CommandError({
    code: 'CONFIG_INVALID',
    message: `${basename(file)} has no stage "${stage}".`,
    hint: nearest === undefined ? all : `Did you mean --stage ${nearest}?`,
    data: { stages },
  });
}

/** Names of the entries, those of the stage included. */
export function entryNames(loaded: LoadedConfig, kind: EntryKind): readonly string[] {
  return [...new Set(partsOf(loaded).flatMap(({ part }) => Object.keys(part[kind] ?? {})))];
}

/** What is said of an entry, the first word first: the stage before the rest. Without a name: of them all. */
export function layersOf(
  loaded: LoadedConfig,
  kind: EntryKind,
  name: string | undefined,
): readonly Layer[] {
  return partsOf(loaded).flatMap(({ source, at, part }) => {
    const entry = name === undefined ? undefined : part[kind]?.[name];
    const { target } = part;
    return [
      ...(entry === undefined
        ? []
        : [{ source, at: [...at, kind, name].join('.'), settings: { ...entry } }]),
      ...(target === undefined ? [] : [{ source, at: at.join('.'), settings: { target } }]),
    ];
  });
}

interface Part {
  readonly source: Layer['source'];
  readonly at: readonly string[];
  readonly part: StageConfig;
}

function partsOf({ config, stage }: LoadedConfig): readonly Part[] {
  const own = stage === undefined ? undefined : config.stages?.[stage];
  const whole: Part = { source: 'config', at: [], part: config };
  return own === undefined
    ? [whole]
    : [{ source: 'stage', at: ['stages', stage ?? ''], part: own }, whole];
}
