import { dirname } from 'node:path';

import type { Environment } from '../command-line/command-context.ts';
import type { Arg, ConfigUse } from '../command-line/command.ts';
import { spell } from '../command-line/spelling.ts';
import { describePlace } from './check-config.ts';
import { calledName } from './choose-entry.ts';
import { configKeyOf, type EntryKind, isForOnce } from './entry-args.ts';
import { readVariable, variableOf } from './environment.ts';
import { type Layer, layersOf, type LoadedConfig } from './layers.ts';
import { readSetting } from './read-setting.ts';
import { type Setting, shown } from './setting.ts';
import type { Subject } from './subject.ts';

export interface Settled {
  readonly values: Readonly<Record<string, unknown>>;
  /** All that is set, with where it was said. */
  readonly settings: readonly Setting[];
}

interface Outside {
  readonly loaded: LoadedConfig | undefined;
  readonly environment: Environment;
}

/** Each value of a command from the first that says it: the command line, a variable, the stage, the config file. */
export function settle({
  subject: { command, values, said, kind, entry },
  takes,
  ...outside
}: Outside & { readonly subject: Subject; readonly takes: ConfigUse['takes'] }): Settled {
  const { loaded } = outside;
  const layers = loaded === undefined ? [] : layersWithName(loaded, kind, entry);
  const found = Object.entries(command.args).map(([name, arg]) => {
    const key = configKeyOf(name, arg);
    const isOurs = !isForOnce(arg) && (takes === 'options' || ['name', 'target'].includes(key));
    const origin = isOurs && !said.has(name) ? lookUp({ key, arg, layers, ...outside }) : undefined;
    return { name, arg, key, ...(origin ?? ownOrigin({ name, arg, said, value: values[name] })) };
  });
  return {
    values: Object.fromEntries(found.map(({ name, value }) => [name, value])),
    settings: found
      .filter(({ value, arg }) => !isNothing(value) && !isForOnce(arg))
      .map(({ key: name, arg, value, source, place }) => ({
        name,
        value: shown(name, arg, value),
        source,
        ...(place !== undefined && { place }),
      })),
  };
}

/** What it is called is its key, where nothing else is said. */
function layersWithName(
  loaded: LoadedConfig,
  kind: EntryKind,
  entry: string | undefined,
): readonly Layer[] {
  const layers = layersOf(loaded, kind, entry);
  if (entry === undefined || calledName(loaded, kind, entry) !== entry) return layers;
  return [...layers, { source: 'config', at: `${kind}.${entry}`, settings: { name: entry } }];
}

type Origin = Pick<Setting, 'source' | 'place' | 'value'>;

function lookUp({
  key,
  arg,
  layers,
  environment,
  loaded,
}: Outside & {
  readonly key: string;
  readonly arg: Arg;
  readonly layers: readonly Layer[];
}): Origin | undefined {
  const layer = layers.find(({ settings }) => settings[key] !== undefined);
  // The variable has chosen the entry, which may be called otherwise.
  const isChosen = key === 'name' && layer !== undefined;
  const value = isChosen ? undefined : readVariable(key, arg, environment);
  if (value !== undefined) return { value, source: 'environment', place: variableOf(key) };
  if (layer === undefined || loaded === undefined) return undefined;
  const { source, at, settings } = layer;
  const place = at === '' ? key : `${at}.${key}`;
  const { file } = loaded;
  const reading = { arg, value: settings[key], at: describePlace({ file, at: [place] }) };
  return { value: readSetting({ ...reading, folder: dirname(file) }), source, place };
}

function ownOrigin({
  name,
  arg,
  said,
  value,
}: {
  readonly name: string;
  readonly arg: Arg;
  readonly said: ReadonlySet<string>;
  readonly value: unknown;
}): Origin {
  if (!said.has(name)) return { value, source: 'default' };
  const [place = ''] = spell(name, arg).split(' ');
  return { value, source: 'command-line', place };
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === false || (Array.isArray(value) && value.length === 0);
}
