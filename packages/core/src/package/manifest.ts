import type { Origin } from '@torchrelay/torchscript';

import { canonicalJson } from '../digest/canonical-json.ts';
import type { Digest } from '../digest/digest.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { isDatatype } from '../open-inference/datatype.ts';
import { isJsonObject } from '../open-inference/json-object.ts';
import { isPreprocessingByName } from '../preprocess/is-preprocessing.ts';
import { asJson } from '../store/as-json.ts';
import type { Signature, TensorSpec } from '../target/signature.ts';
import { manifestPath } from './layout.ts';

/** What `torchrelay.json` says about a package. Nothing in it depends on the machine or the moment. */
export interface PackageManifest {
  readonly formatVersion: 1;
  /** Of the model file's bytes. */
  readonly artifactDigest: Digest;
  /** The full shapes, the batch dimension included, also where `config.pbtxt` leaves it out. */
  readonly signature: Signature;
  /** As in `config.pbtxt`. */
  readonly maxBatchSize: number;
  /** What an engine needs to know before it loads the file. */
  readonly model: {
    readonly fileFormatVersion: number;
    readonly origin: Origin;
    readonly frozen: boolean;
    /** The GPU baked into the code of a traced file; absent where there is none. */
    readonly pinnedGpu?: number;
  };
}

export function manifestText(manifest: PackageManifest): string {
  const { formatVersion, artifactDigest, signature, maxBatchSize, model } = manifest;
  const specs = (
    tensors: readonly TensorSpec[],
  ): { name: string; datatype: string; shape: readonly number[] }[] =>
    tensors.map(({ name, datatype, shape }) => ({ name, datatype, shape }));
  const canonical = canonicalJson({
    formatVersion,
    artifactDigest,
    signature: {
      inputs: specs(signature.inputs),
      outputs: specs(signature.outputs),
      ...(signature.preprocess && { preprocess: asJson(signature.preprocess) }),
    },
    maxBatchSize,
    model: { ...model },
  });
  return `${canonical}\n`;
}

/**
 * Reads and checks the text of a `torchrelay.json`.
 *
 * @param place for errors: the package's folder or address
 * @throws TorchrelayError `PACKAGE_UNREADABLE`
 */
export function readPackageManifest(text: string, place: string): PackageManifest {
  const manifest = parse(text, place);
  if (isJsonObject(manifest) && manifest['formatVersion'] !== 1)
    throw wrongVersion(manifest, place);
  if (!isManifest(manifest))
    throw unreadable(place, 'lacks what belongs in it, or holds it in the wrong form');
  return manifest;
}

function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(place, 'is not JSON', cause);
  }
}

function isManifest(value: unknown): value is PackageManifest {
  if (!isJsonObject(value)) return false;
  const { artifactDigest, signature, maxBatchSize, model } = value;
  return (
    typeof artifactDigest === 'string' &&
    /^sha256:[0-9a-f]{64}$/.test(artifactDigest) &&
    isSignature(signature) &&
    isCount(maxBatchSize) &&
    isModel(model)
  );
}

/** Whether a parsed value has the form of a signature. */
export function isSignature(value: unknown): value is Signature {
  if (!isJsonObject(value)) return false;
  const { inputs, outputs, preprocess } = value;
  const isPreprocess = preprocess === undefined || isPreprocessingByName(preprocess);
  return isTensorSpecs(inputs) && isTensorSpecs(outputs) && isPreprocess;
}

function isTensorSpecs(value: unknown): value is TensorSpec[] {
  return Array.isArray(value) && value.length > 0 && value.every(isTensorSpec);
}

function isTensorSpec(value: unknown): value is TensorSpec {
  if (!isJsonObject(value)) return false;
  const { name, datatype, shape } = value;
  return (
    typeof name === 'string' &&
    isDatatype(datatype) &&
    Array.isArray(shape) &&
    shape.every(isDimension)
  );
}

function isModel(value: unknown): value is PackageManifest['model'] {
  if (!isJsonObject(value)) return false;
  const { fileFormatVersion, origin, frozen, pinnedGpu } = value;
  return (
    isCount(fileFormatVersion) &&
    typeof origin === 'string' &&
    typeof frozen === 'boolean' &&
    (pinnedGpu === undefined || isCount(pinnedGpu))
  );
}

function isDimension(value: unknown): boolean {
  return value === -1 || (isCount(value) && value > 0);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function wrongVersion(manifest: Readonly<Record<string, unknown>>, place: string): TorchrelayError {
  return new TorchrelayError({
    code: 'PACKAGE_UNREADABLE',
    message: `${manifestPath} of ${place} has the format version ${JSON.stringify(manifest['formatVersion'])}; this torchrelay reads 1.`,
    hint: 'Update torchrelay, or deploy the model again with this one.',
  });
}

function unreadable(place: string, problem: string, cause?: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'PACKAGE_UNREADABLE',
    message: `${manifestPath} of ${place} ${problem}.`,
    hint: 'Deploy the model again: that makes the package anew.',
    cause,
  });
}
