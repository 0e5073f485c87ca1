import { dirname, basename } from 'node:path';

import { suggest } from '../command-line/suggest.ts';
import { CommandError } from '../errors/command-error.ts';
import type { Config, StageConfig } from './config.ts';
import { entryArgs, type EntryKind, entryKinds } from './entry-args.ts';
import { readSetting } from './read-setting.ts';

interface Place {
  /** The path of the config file. */
  readonly file: string;
  /** The keys that lead there. */
  readonly at: readonly string[];
}

/** @throws CommandError `CONFIG_INVALID` at the first thing that means nothing, with what was probably meant */
export function checkConfig(given: unknown, file: string): Config {
  const place = { file, at: [] };
  const config = record(given, place);
  checkKeys(config, [...stageKeys, 'stages', '$schema'], place);
  checkStage(config, place);
  for (const [name, stage] of members(config, 'stages', place)) {
    const inStage = { file, at: ['stages', name] };
    const found = record(stage, inStage);
    checkKeys(found, stageKeys, inStage);
    checkStage(found, inStage);
  }
  // Every part of it has just been looked at.
  return config;
}

const stageKeys: readonly string[] = ['target', ...entryKinds] satisfies (keyof StageConfig)[];

function checkStage(stage: Readonly<Record<string, unknown>>, place: Place): void {
  const { target } = stage;
  if (target !== undefined && typeof target !== 'string') {
    throw wrong({ ...place, at: [...place.at, 'target'] }, 'a target, such as local');
  }
  for (const kind of entryKinds) {
    for (const [name, entry] of members(stage, kind, place)) {
      checkEntry(kind, entry, { ...place, at: [...place.at, kind, name] });
    }
  }
}

function checkEntry(kind: EntryKind, entry: unknown, place: Place): void {
  const args = entryArgs(kind);
  const settings = record(entry, place);
  checkKeys(settings, [...args.keys()], place);
  for (const [key, arg] of args) {
    const value = settings[key];
    if (value === undefined) continue;
    const at = describePlace({ ...place, at: [...place.at, key] });
    readSetting({ arg, value, at, folder: dirname(place.file) });
  }
}

function members(
  parent: Readonly<Record<string, unknown>>,
  key: string,
  { file, at }: Place,
): readonly (readonly [name: string, value: unknown])[] {
  const value = parent[key];
  return value === undefined ? [] : Object.entries(record(value, { file, at: [...at, key] }));
}

function record(value: unknown, place: Place): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw wrong(place, 'an object');
}

function checkKeys(
  given: Readonly<Record<string, unknown>>,
  known: readonly string[],
  place: Place,
): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const nearest = suggest(unknown, known);
  const names = known.filter((key) => key !== '$schema').join(', ');
  throw new CommandError({
    code: 'CONFIG_INVALID',
    message: `${describePlace(place)} has no key "${unknown}".`,
    hint: nearest === undefined ? `It has ${names}.` : `Did you mean "${nearest}"?`,
    data: { file: place.file, at: [...place.at, unknown].join('.') },
  });
}

function wrong(place: Place, expects: string): CommandError {
  return new CommandError({
    code: 'CONFIG_INVALID',
    message: `${describePlace(place)} has to be ${expects}.`,
    hint: 'Write: export default defineConfig({ deployments: { NAME: { model: "./model.pt" } } });',
  });
}

/** `deployments.resnet50 in torchrelay.config.ts` */
export function describePlace({ file, at }: Place): string {
  return at.length === 0 ? basename(file) : `${at.join('.')} in ${basename(file)}`;
}
