import { readJson } from '../store/json-object.ts';
import { keys } from '../store/keys.ts';
import { jsonSource } from '../store/sources.ts';
import type { Call } from '../target/call.ts';
import type { ObjectStore } from '../target/object-store.ts';
import type { ExampleTensor } from '../target/rehearsal.ts';
import type { TensorDatatype } from '../target/signature.ts';

/**
 * One request that the model can answer, and its answers where a rehearsal gave them. Kept beside the
 * package, so that a later rollback can verify too; not part of the package's digest.
 */
export interface Sample {
  readonly inputs: readonly ExampleTensor[];
  readonly answers?: readonly ExampleTensor[];
}

interface StoredTensor {
  readonly name: string;
  readonly datatype: TensorDatatype;
  readonly shape: readonly number[];
  readonly base64: string;
}

type StoredSample = { readonly inputs: StoredTensor[]; readonly answers?: StoredTensor[] };

export async function writeSample(
  store: ObjectStore,
  packageDigest: string,
  { inputs, answers }: Sample,
  call: Call,
): Promise<void> {
  const stored = {
    inputs: inputs.map(toStored),
    ...(answers === undefined ? {} : { answers: answers.map(toStored) }),
  };
  await store.doWrite(keys.packageSample(packageDigest), jsonSource(stored), {}, call);
}

export async function readSample(
  store: ObjectStore,
  packageDigest: string,
  call: Call,
): Promise<Sample | undefined> {
  const found = await readJson<StoredSample>(store, keys.packageSample(packageDigest), call);
  if (found === undefined) return undefined;
  const { inputs, answers } = found.value;
  return {
    inputs: inputs.map(fromStored),
    ...(answers === undefined ? {} : { answers: answers.map(fromStored) }),
  };
}

function toStored({ name, datatype, shape, bytes }: ExampleTensor): {
  name: string;
  datatype: TensorDatatype;
  shape: readonly number[];
  base64: string;
} {
  return { name, datatype, shape, base64: Buffer.from(bytes).toString('base64') };
}

function fromStored({ name, datatype, shape, base64 }: StoredTensor): ExampleTensor {
  return { name, datatype, shape, bytes: new Uint8Array(Buffer.from(base64, 'base64')) };
}
