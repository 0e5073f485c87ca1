import type { Environment } from '../command-line/command-context.ts';
import type { Command, ConfigUse } from '../command-line/command.ts';
import { placesOf } from '../command-line/read-values.ts';
import { chooseEntry, findEntry } from './choose-entry.ts';
import type { EntryKind } from './entry-args.ts';
import type { LoadedConfig } from './layers.ts';

type Values = Readonly<Record<string, unknown>>;

/** What a command line says, before anything else is asked. */
export interface Said {
  readonly command: Command;
  readonly values: Values;
  /** The members of `values` that it says; the others have their defaults. */
  readonly said: ReadonlySet<string>;
}

/** What is said, and which entry of the config file it is about. */
export interface Subject extends Said {
  readonly kind: EntryKind;
  readonly entry: string | undefined;
}

export function subjectOf({
  said: whole,
  use,
  loaded,
  environment,
}: {
  readonly said: Said;
  readonly use: ConfigUse;
  readonly loaded: LoadedConfig | undefined;
  readonly environment: Environment;
}): Subject {
  const { command, values, said } = whole;
  const kind = values['job'] === true ? 'jobs' : use.of;
  if (loaded === undefined) return { ...whole, kind, entry: undefined };
  const place = placesOf(command)[0]?.[0] ?? '';
  const first = said.has(place) ? String(values[place]) : undefined;
  // In place of a file may stand the name of an entry, which says where the file is.
  const byPlace = first === undefined ? undefined : findEntry(loaded, kind, first);
  if (byPlace !== undefined) return { ...whole, said: without(said, place), kind, entry: byPlace };
  const asked = said.has('name') ? String(values['name']) : environment['TORCHRELAY_NAME'];
  // A file that is given without a name is about nothing else.
  if (first !== undefined && !asked) return { ...whole, kind, entry: undefined };
  const entry = chooseEntry({ loaded, kind, asked: asked || undefined, command: command.name });
  const isByName = entry !== undefined && said.has('name');
  return { ...whole, said: isByName ? without(said, 'name') : said, kind, entry };
}

function without(said: ReadonlySet<string>, name: string): ReadonlySet<string> {
  return new Set([...said].filter((each) => each !== name));
}
