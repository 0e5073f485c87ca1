import { basename } from 'node:path';

import { CommandError } from '../errors/command-error.ts';
import type { EntryKind } from './entry-args.ts';
import { entryNames, layersOf, type LoadedConfig } from './layers.ts';

const singular = { deployments: 'deployment', jobs: 'job', pipelines: 'pipeline' } as const;

/**
 * The entry that a command is about: the one that is named, by its key or by what it is called on the target, or the
 * only one.
 */
export function chooseEntry({
  loaded,
  kind,
  asked,
  command,
}: {
  readonly loaded: LoadedConfig;
  readonly kind: EntryKind;
  readonly asked: string | undefined;
  /** For the hint. */
  readonly command: string;
}): string | undefined {
  const names = entryNames(loaded, kind);
  if (asked !== undefined) return findEntry(loaded, kind, asked);
  if (names.length > 1) throw several({ loaded, kind, names, command });
  return names[0];
}

export function findEntry(
  loaded: LoadedConfig,
  kind: EntryKind,
  asked: string,
): string | undefined {
  const names = entryNames(loaded, kind);
  return names.includes(asked)
    ? asked
    : names.find((name) => calledName(loaded, kind, name) === asked);
}

/** What an entry is called on its target. */
export function calledName(loaded: LoadedConfig, kind: EntryKind, key: string): string {
  const said = layersOf(loaded, kind, key).find(({ settings }) => 'name' in settings);
  return typeof said?.settings['name'] === 'string' ? said.settings['name'] : key;
}

function several({
  loaded,
  kind,
  names,
  command,
}: {
  readonly loaded: LoadedConfig;
  readonly kind: EntryKind;
  readonly names: readonly string[];
  readonly command: string;
}): CommandError {
  return new CommandError({
    message: `${basename(loaded.file)} has several ${kind}: ${names.join(', ')}.`,
    hint: `Name the ${singular[kind]}: torchrelay ${command} ${names[0]}`,
    data: { [kind]: names },
  });
}
