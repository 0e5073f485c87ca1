import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDatatype, TorchrelayError } from '@torchrelay/core';
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

const MANIFEST = 'torchrelay.json';
const CONFIGURATION = join('model', 'config.pbtxt');
const MODEL = join('model', '1', 'model.pt');

/**
 * Reads `torchrelay.json`, the largest batch of `model/config.pbtxt`, and finds `model/1/model.pt`.
 *
 * @throws TorchrelayError `PACKAGE_UNREADABLE`
 */
export async function readPackage({ directory }: { directory: string }): Promise<ServedPackage> {
  const [manifest, configuration, modelBytes] = await Promise.all([
    readText(directory, MANIFEST),
    readText(directory, CONFIGURATION),
    sizeOf(directory, MODEL),
  ]);
  const signature = parseSignature(directory, manifest);
  return {
    ...signature,
    modelPath: join(directory, MODEL),
    modelBytes,
    maxBatchSize: largestBatch(configuration),
  };
}

/** Triton's own default is 0. */
function largestBatch(configuration: string): number {
  return Number(/^\s*max_batch_size\s*:\s*(\d+)/m.exec(configuration)?.[1] ?? 0);
}

function parseSignature(
  directory: string,
  text: string,
): { inputs: TensorSpec[]; outputs: TensorSpec[] } {
  const manifest = parseJson(directory, text);
  const signature = isRecord(manifest) ? manifest['signature'] : undefined;
  const { inputs, outputs } = isRecord(signature) ? signature : {};
  if (!isTensorSpecs(inputs) || !isTensorSpecs(outputs)) {
    throw unreadable(directory, `its ${MANIFEST} has no signature with inputs and outputs`);
  }
  return { inputs, outputs };
}

function parseJson(directory: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(directory, `its ${MANIFEST} is not JSON`, cause);
  }
}

function isTensorSpecs(value: unknown): value is TensorSpec[] {
  return Array.isArray(value) && value.length > 0 && value.every(isTensorSpec);
}

function isTensorSpec(value: unknown): value is TensorSpec {
  if (!isRecord(value)) return false;
  const { name, datatype, shape } = value;
  return (
    typeof name === 'string' &&
    isDatatype(datatype) &&
    Array.isArray(shape) &&
    shape.every(Number.isSafeInteger)
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
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
    hint: `A package holds ${MANIFEST}, ${CONFIGURATION} and ${MODEL}.`,
    cause,
  });
}
