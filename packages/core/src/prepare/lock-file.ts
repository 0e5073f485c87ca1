import { readFile } from 'node:fs/promises';

import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { isJsonObject } from '../open-inference/json-object.ts';
import { isSignature } from '../package/manifest.ts';
import type { Signature, TensorSpec } from '../target/signature.ts';
import type { Batching } from './batch-dimension.ts';
import { specOf } from './declarations.ts';
import { writeWhole } from './write-whole.ts';

/** What a rehearsal found out about a model file. */
export interface LockEntry extends Signature {
  readonly batching: Batching;
}

interface LockFile {
  readonly lockVersion: 1;
  /** By artifact digest. */
  readonly models: { readonly [digest: string]: LockEntry };
}

/**
 * What the lock file says about a model; `undefined` where it says nothing, or is not there yet.
 * @throws TorchrelayError `LOCK_FILE_UNREADABLE`
 */
export async function readLockEntry(
  path: string,
  artifactDigest: string,
): Promise<LockEntry | undefined> {
  const { models } = await readLockFile(path);
  return Object.hasOwn(models, artifactDigest) ? models[artifactDigest] : undefined;
}

/** Puts an entry beside the others, in an order that makes for small diffs; an unchanged file is not written. */
export async function writeLockEntry(
  path: string,
  artifactDigest: string,
  { inputs, outputs, batching }: LockEntry,
): Promise<void> {
  const before = await readLockFile(path);
  const entry: LockEntry = { inputs: inputs.map(specOf), outputs: outputs.map(specOf), batching };
  const models = Object.entries({ ...before.models, [artifactDigest]: entry }).toSorted(
    ([a], [b]) => (a < b ? -1 : 1),
  );
  const text = lockText({ lockVersion: 1, models: Object.fromEntries(models) });
  if (text !== lockText(before)) await writeWhole(path, text);
}

function lockText(lock: LockFile): string {
  return `${JSON.stringify(lock, null, 2)}\n`;
}

async function readLockFile(path: string): Promise<LockFile> {
  const text = await readText(path);
  if (text === undefined) return { lockVersion: 1, models: {} };
  const lock = parse(text, path);
  if (isLockFile(lock)) return lock;
  throw unreadable(path, 'is not of a form that this torchrelay reads (lockVersion 1)');
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw unreadable(path, 'cannot be read', error);
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(path, 'is not JSON', error);
  }
}

function isLockFile(value: unknown): value is LockFile {
  if (!isJsonObject(value) || value['lockVersion'] !== 1 || !isJsonObject(value['models']))
    return false;
  return Object.values(value['models']).every(
    (entry) => isJsonObject(entry) && isBatching(entry['batching']) && isSignature(entry),
  );
}

function isBatching(value: unknown): value is Batching {
  return value === 'equal' || value === 'close' || value === 'differs' || value === 'not-tried';
}

function unreadable(path: string, problem: string, cause?: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'LOCK_FILE_UNREADABLE',
    message: `${path} ${problem}.`,
    hint: 'Restore it from version control; or delete it, and deploy once with a rehearsal to make it anew.',
    cause,
    data: { file: path },
  });
}

/** Whether two tensors are the same in every respect. */
export function sameSpec(a: TensorSpec, b: TensorSpec): boolean {
  return (
    a.name === b.name &&
    a.datatype === b.datatype &&
    a.shape.length === b.shape.length &&
    a.shape.every((size, axis) => size === b.shape[axis])
  );
}
