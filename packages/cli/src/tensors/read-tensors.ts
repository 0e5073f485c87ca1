import { readFile } from 'node:fs/promises';

import type { TensorInput } from '@torchrelay/core';
import type { TensorSpec } from '@torchrelay/core/target';

import { CommandError } from '../errors/command-error.ts';
import { readJson } from './read-json.ts';
import { readNpy } from './read-npy.ts';
import { zerosFor } from './zeros.ts';

export type Assignment = readonly [name: string, value: string];

/**
 * Values by the names of inputs: JSON, `@file.json`, `@file.npy`, or `zeros` where the model's inputs are known.
 *
 * @param option for messages: `--input`
 */
export async function readTensors({
  assignments,
  option,
  inputs = [],
}: {
  readonly assignments: readonly Assignment[];
  readonly option: string;
  readonly inputs?: readonly TensorSpec[];
}): Promise<Readonly<Record<string, TensorInput>>> {
  const values: Record<string, TensorInput> = {};
  for (const [name, text] of assignments) {
    if (name in values) throw givenTwice(option, name);
    const spec = inputs.find((input) => input.name === name);
    values[name] = await readValue({ text, place: `${option} ${name}`, spec });
  }
  return values;
}

async function readValue({
  text,
  place,
  spec,
}: {
  readonly text: string;
  readonly place: string;
  readonly spec: TensorSpec | undefined;
}): Promise<TensorInput> {
  if (text.startsWith('@')) return readValueFile(text.slice(1), place);
  if (text === 'zeros' && spec !== undefined) return zerosFor(spec);
  return checkValue(readJson(text, `The value of ${place}`), `The value of ${place}`);
}

async function readValueFile(path: string, place: string): Promise<TensorInput> {
  const bytes = await readBytes(path, place);
  if (path.endsWith('.npy')) return readNpy(bytes, path);
  return checkValue(readJson(bytes.toString('utf8'), path), path);
}

async function readBytes(path: string, place: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new CommandError({
      message: isMissing
        ? `${place} names the file ${path}, which does not exist.`
        : `${place} names the file ${path}, which cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'Check the path; it is taken relative to the current folder.',
      cause,
    });
  }
}

/** What of JSON can be a tensor; whether it fits the model is the model's business. */
function checkValue(value: unknown, place: string): TensorInput {
  const isTensor =
    Array.isArray(value) ||
    ['number', 'bigint', 'boolean', 'string'].includes(typeof value) ||
    (typeof value === 'object' && value !== null && 'data' in value);
  if (isTensor) return value as TensorInput;
  throw new CommandError({
    message: `${place} is no tensor.`,
    hint: 'Write a number, an array, or { "data": […], "shape": […] }',
  });
}

export function givenTwice(option: string, name: string): CommandError {
  return new CommandError({
    message: `${option} ${name} is given twice.`,
    hint: 'For several rows give one array: [[…], […]]',
  });
}
