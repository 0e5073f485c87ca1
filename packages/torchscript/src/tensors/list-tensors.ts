import type { ModelTensor, TensorStorage } from '../model/tensor.ts';
import { isContiguous } from './contiguous.ts';
import { bytesOf, storageItemBytes } from './dtypes.ts';
import type { PickleCall } from '../pickle/value.ts';
import type { RebuiltTensor, StorageReference } from './rebuilt-tensor.ts';
import type { NamedTensor } from './walk.ts';

/** Tensors of one pickle, with the folder that its storages lie in: `data` or `constants`. */
export interface TensorGroup {
  readonly folder: string;
  readonly tensors: readonly NamedTensor[];
}

/** Turns what pickles say into the list that users see: sizes, sharing, places in the file. */
export function listTensors(
  groups: readonly TensorGroup[],
  fileOffsetOf: (record: string) => number | undefined,
): readonly ModelTensor[] {
  const firstByCall = new Map<PickleCall, string>();
  const firstByRecord = new Map<string, string>();
  return groups.flatMap(({ folder, tensors }) =>
    tensors.map((named) => {
      const storage = storageOf(named.tensor.storage, folder, fileOffsetOf);
      return describe(named, {
        storage,
        sameAs: firstName(firstByCall, named.tensor.call, named.name),
        sharesStorageWith:
          storage === undefined ? undefined : firstName(firstByRecord, storage.record, named.name),
      });
    }),
  );
}

/** The name first noted for a key, if this is not the first. */
function firstName<Key>(names: Map<Key, string>, key: Key, name: string): string | undefined {
  const first = names.get(key);
  if (first === undefined) names.set(key, name);
  return first;
}

function storageOf(
  reference: StorageReference | undefined,
  folder: string,
  fileOffsetOf: (record: string) => number | undefined,
): TensorStorage | undefined {
  if (reference === undefined) return undefined;
  const record = `${folder}/${reference.key}`;
  const bytes = reference.elements * storageItemBytes(reference.dtype);
  return { record, bytes, fileOffset: fileOffsetOf(record) };
}

function describe(
  { name, role, tensor }: NamedTensor,
  found: Pick<ModelTensor, 'storage' | 'sameAs' | 'sharesStorageWith'>,
): ModelTensor {
  const { dtype, shape, strides, storageOffset, device, requiresGrad, layout } = tensor;
  const elements = shape.reduce((product, size) => product * size, 1);
  return {
    name,
    role,
    dtype,
    shape,
    strides,
    storageOffset,
    elements,
    bytes: ownBytes(tensor, elements),
    device,
    requiresGrad,
    layout,
    ...found,
    isView: isView(tensor, elements),
  };
}

/** A sparse tensor's bytes are those of its parts, which are listed themselves. */
function ownBytes({ layout, dtype }: RebuiltTensor, elements: number): number {
  return layout === 'strided' ? bytesOf(dtype, elements) : 0;
}

function isView(
  { storage, storageOffset, shape, strides }: RebuiltTensor,
  elements: number,
): boolean {
  if (storage === undefined || elements === 0) return false;
  return storageOffset !== 0 || elements !== storage.elements || !isContiguous(shape, strides);
}
