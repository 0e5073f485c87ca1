import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type TinyModel, tinyBytes, tinyCode, tinyState } from './tiny-model.ts';
import { writeLargeFile } from './write-large-file.ts';
import { dict, list, pickle, type Plain } from './write-pickle.ts';

const mebibyte = 2 ** 20;
const nothing = Buffer.from(']');

/** Each takes nearly as much of something as a bound allows, or a little more, which must cost nothing. */
const greedy: Readonly<Record<string, () => TinyModel>> = {
  'many records': () => ({ more: records(50_000) }),
  'too many records': () => ({ more: records(201_000) }),
  'many objects': () => ({ state: dict({ ...tinyState, deep: lists(990_000) }) }),
  'too many objects': () => ({ state: dict({ ...tinyState, deep: lists(1_100_000) }) }),
  'a long text': () => ({ state: dict({ ...tinyState, text: 'x'.repeat(63 * mebibyte) }) }),
  'too long a pickle': () => ({ constants: pickle('x'.repeat(65 * mebibyte)) }),
  'long code': () => longCode(`# ${'x'.repeat(63 * mebibyte)}\n`),
  'too long code': () => longCode(`# ${'x'.repeat(65 * mebibyte)}\n`),
  'many tokens': () => longCode('    y = x\n'.repeat(1_000_000)),
  'a bomb': () => ({ change: { 'constants.pkl': zeros(60 * mebibyte) } }),
  'a bomb that lies': () => ({
    change: { 'constants.pkl': { ...zeros(256 * mebibyte), declaredBytes: 1000 } },
  }),
};

/** The names are the keys above; one more file is larger than any memory. */
export async function writeGreedyFiles(folder: string): Promise<void> {
  for (const [name, settings] of Object.entries(greedy)) {
    await writeFile(join(folder, name), tinyBytes(settings()));
  }
  await writeLargeFile(join(folder, 'four gigabytes'), 4 * 2 ** 30);
}

function records(count: number): NonNullable<TinyModel['more']> {
  return Array.from({ length: count }, (_, index) => ({ name: `extra/${index}`, bytes: '' }));
}

function lists(count: number): Plain {
  return list(Buffer.concat(Array.from({ length: count }, () => nothing)));
}

function longCode(more: string): TinyModel {
  return { code: tinyCode + more, change: { 'code/__torch__.py': { deflate: false } } };
}

function zeros(length: number): { readonly bytes: Uint8Array; readonly deflate: true } {
  return { bytes: new Uint8Array(length), deflate: true };
}
