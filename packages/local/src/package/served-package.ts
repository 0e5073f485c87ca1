import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TorchrelayError } from '@torchrelay/core';
import {
  manifestPath,
  modelPath as MODEL,
  readPackageManifest,
} from '@torchrelay/core/target-utils';
import type { TensorSpec } from '@torchrelay/core/target';

/** A Triton model repository with one model, as it lies on this machine. */
export interface ServedPackage {
  readonly modelPath: string;
  /** Of the model file, in bytes. */
  readonly modelBytes: number;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** 0: the model knows no batches. */
  readonly maxBatchSize: number;
}

/**
 * Reads `torchrelay.json` and finds `model/1/model.pt`.
 *
 * @throws TorchrelayError `PACKAGE_UNREADABLE`
 */
export async function readPackage({ directory }: { directory: string }): Promise<ServedPackage> {
  const [text, modelBytes] = await Promise.all([
    readText(directory, manifestPath),
    sizeOf(directory, MODEL),
  ]);
  const { signature, maxBatchSize } = readPackageManifest(text, directory);
  const modelPath = join(directory, MODEL);
  return { ...signature, maxBatchSize, modelPath, modelBytes };
}

async function readText(directory: string, path: string): Promise<string> {
  try {
    return await readFile(join(directory, path), 'utf8');
  } catch (cause) {
    throw unreadable(directory, `${path} cannot be read`, cause);
  }
}

async function sizeOf(directory: string, path: string): Promise<number> {
  try {
    return (await stat(join(directory, path))).size;
  } catch (cause) {
    throw unreadable(directory, `${path} cannot be read`, cause);
  }
}

function unreadable(directory: string, problem: string, cause?: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'PACKAGE_UNREADABLE',
    message: `${directory} is no package that can be served: ${problem}.`,
    hint: `A package holds ${manifestPath} and ${MODEL}.`,
    cause,
  });
}
