import type { TorchscriptModel } from '@torchrelay/torchscript';

import { asDigest, type Digest } from '../digest/digest.ts';
import type { Call } from '../target/call.ts';
import type { TensorSpec } from '../target/signature.ts';
import { lockContradiction, lockError } from './check-lock.ts';
import { readLockEntry, writeLockEntry, type LockEntry } from './lock-file.ts';
import type { ModelOptions } from './model-options.ts';
import type { ModelSource } from './model-source.ts';
import { contradiction } from './signature-conflict.ts';

/** The lock file's word on one model. */
export interface Lock {
  /** `undefined` without a lock file or an entry, and where a rehearsal is to write the entry anew. */
  readonly entry: LockEntry | undefined;
  /** Writes what a rehearsal found. Nothing without a lock file. */
  readonly keep: (entry: LockEntry) => Promise<void>;
}

/**
 * Opens the lock file, if one is used.
 * @throws TorchrelayError `MODEL_LOCK_CONTRADICTED` where no rehearsal can put a wrong entry right
 */
export async function openLock({
  model,
  file,
  call,
  lockFile,
  inputs,
  outputs,
  rehearsal,
}: ModelOptions & {
  readonly model: TorchscriptModel;
  readonly file: ModelSource;
  readonly call: Call;
}): Promise<Lock> {
  if (lockFile === undefined) return { entry: undefined, keep: async () => {} };
  const digest: Digest = asDigest(await file.hash(call));
  const entry = await readLockEntry(lockFile, digest);
  const problem = entry && lockContradiction({ entry, model, inputs, outputs });
  if (problem !== undefined && rehearsal === undefined) {
    throw lockError({ file: file.name, lockFile, problem });
  }
  return {
    entry: problem === undefined ? entry : undefined,
    keep: (found) => writeLockEntry(lockFile, digest, found),
  };
}

/** Whether an entry holds for outputs that a rehearsal has just found: equal, or open where they are fixed. */
export function entryHolds(
  entry: LockEntry | undefined,
  found: readonly TensorSpec[],
): entry is LockEntry {
  return (
    entry?.outputs.length === found.length &&
    found.every((output, index) => {
      const locked = entry.outputs[index];
      return locked !== undefined && contradiction(locked, output) === undefined;
    })
  );
}
