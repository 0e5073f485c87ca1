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
const MODEL = join('model', '1', 'model.pt');

/**
 * Reads `torchrelay.json` and finds `model/1/model.pt`.
 *
 * @throws TorchrelayError `PACKAGE_UNREADABLE`
 */
export async function readPackage({ directory }: { directory: string }): Promise<ServedPackage> {
  const [text, modelBytes] = await Promise.all([
    readText(directory, MANIFEST),
    sizeOf(directory, MODEL),
  ]);
  return { ...parseManifest(directory, text), modelPath: join(directory, MODEL), modelBytes };
}

function parseManifest(
  directory: string,
  text: string,
): Pick<ServedPackage, 'inputs' | 'outputs' | 'maxBatchSize'> {
  const manifest = parseJson(directory, text);
  const { signature, maxBatchSize } = isRecord(manifest) ? manifest : {};
  const { inputs, outputs } = isRecord(signature) ? signature : {};
  if (!isTensorSpecs(inputs) || !isTensorSpecs(outputs)) {
    throw unreadable(directory, `its ${MANIFEST} has no signature with inputs and outputs`);
  }
  if (!Number.isSafeInteger(maxBatchSize) || Number(maxBatchSize) < 0) {
    throw unreadable(directory, `its ${MANIFEST} has no maxBatchSize of 0 or more`);
  }
  return { inputs, outputs, maxBatchSize: Number(maxBatchSize) };
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
    hint: `A package holds ${MANIFEST} and ${MODEL}.`,
    cause,
  });
}
