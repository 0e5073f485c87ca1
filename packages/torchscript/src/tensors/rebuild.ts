import { corrupt } from '../refusals.ts';
import {
  globalName,
  isList,
  isNode,
  type PickleCall,
  type PickleReference,
  type PickleValue,
} from '../pickle/value.ts';
import { dtypeOfStorage } from './dtypes.ts';
import type { RebuiltTensor, StorageReference } from './rebuilt-tensor.ts';

type Rebuild = (
  call: PickleCall,
  args: readonly PickleValue[],
  place: string,
  depth: number,
) => RebuiltTensor;

/** The calls with which PyTorch's pickles make tensors. Source: torch/_utils.py, unpickler.cpp. */
const rebuilders: ReadonlyMap<string, Rebuild> = new Map<string, Rebuild>([
  ['torch._utils._rebuild_tensor_v2', rebuildStrided],
  ['torch._utils._rebuild_qtensor', rebuildQuantized],
  ['torch._utils._rebuild_sparse_tensor', rebuildSparse],
  ['torch._utils._rebuild_parameter', rebuildParameter],
  ['torch._tensor._rebuild_from_type_v2', rebuildFromType],
]);

/** PyTorch's deepest is a parameter whose parts are tensors. More would be read in time that doubles with each level. */
const mostNesting = 4;

/** Reads a value as a tensor, or `undefined` if it is none. */
export function asTensor(
  value: PickleValue | undefined,
  place: string,
  depth = 0,
): RebuiltTensor | undefined {
  if (!isNode(value) || value.kind !== 'call') return undefined;
  const rebuild = rebuilders.get(globalName(value.callee) ?? '');
  if (rebuild === undefined) return undefined;
  if (depth > mostNesting) throw unreadable(place, 'tensors that are nested too deeply');
  return rebuild(value, itemsOf(value.arguments, place), place, depth);
}

function rebuildStrided(
  call: PickleCall,
  args: readonly PickleValue[],
  place: string,
): RebuiltTensor {
  const storage = asStorage(args[0], place);
  return {
    call,
    layout: 'strided',
    dtype: storage.dtype,
    device: storage.device,
    storage,
    storageOffset: asCount(args[1], place),
    shape: itemsOf(args[2], place).map((size) => asCount(size, place)),
    strides: itemsOf(args[3], place).map((stride) => asCount(stride, place)),
    requiresGrad: args[4] === true,
    parts: [],
  };
}

/** `(storage, offset, size, stride, (scheme, scale, zero_point), requires_grad, hooks)` */
function rebuildQuantized(
  call: PickleCall,
  args: readonly PickleValue[],
  place: string,
  depth: number,
): RebuiltTensor {
  const [scheme, scales, zeroPoints] = itemsOf(args[4], place);
  const tensor = { ...rebuildStrided(call, args, place), requiresGrad: args[5] === true };
  if (globalName(scheme) === 'torch.per_tensor_affine') return tensor;
  return {
    ...tensor,
    parts: [
      ...part('scales', scales, place, depth),
      ...part('zero_points', zeroPoints, place, depth),
    ],
  };
}

const sparseCoo = 1;
const sparseCsr = 2;

/**
 * TorchScript: `(layout, size, requires_grad, indices…, values)` with a number for the layout.
 * Only the first form of index differs between the two layouts.
 */
function rebuildSparse(
  call: PickleCall,
  args: readonly PickleValue[],
  place: string,
  depth: number,
): RebuiltTensor {
  const [layout, size, requiresGrad, ...rest] = args;
  if (layout !== sparseCoo && layout !== sparseCsr)
    throw unreadable(place, 'a sparse tensor of unknown layout');
  const names =
    layout === sparseCoo ? ['indices', 'values'] : ['crow_indices', 'col_indices', 'values'];
  const parts = names.flatMap((name, index) => part(name, rest[index], place, depth));
  const values = parts.at(-1)?.tensor;
  if (values === undefined || parts.length !== names.length)
    throw unreadable(place, 'a sparse tensor without parts');
  return {
    call,
    layout: layout === sparseCoo ? 'sparse_coo' : 'sparse_csr',
    dtype: values.dtype,
    device: values.device,
    storage: undefined,
    storageOffset: 0,
    shape: itemsOf(size, place).map((count) => asCount(count, place)),
    strides: [],
    requiresGrad: requiresGrad === true,
    parts,
  };
}

/** Python's pickles wrap parameters: `(tensor, requires_grad, hooks)`. */
function rebuildParameter(
  call: PickleCall,
  args: readonly PickleValue[],
  place: string,
  depth: number,
): RebuiltTensor {
  const tensor = asTensor(args[0], place, depth + 1);
  if (tensor === undefined) throw unreadable(place, 'a parameter without a tensor');
  return { ...tensor, call, requiresGrad: args[1] === true };
}

/** Tensors with Python attributes: `(rebuild, type, arguments, state)`. */
function rebuildFromType(
  call: PickleCall,
  args: readonly PickleValue[],
  place: string,
  depth: number,
): RebuiltTensor {
  const rebuild = rebuilders.get(globalName(args[0]) ?? '');
  if (rebuild === undefined || rebuild === rebuildFromType || rebuild === rebuildParameter) {
    throw unreadable(place, 'a tensor subclass');
  }
  return rebuild(call, itemsOf(args[2], place), place, depth);
}

function part(
  name: string,
  value: PickleValue | undefined,
  place: string,
  depth: number,
): RebuiltTensor['parts'] {
  const tensor = asTensor(value, place, depth + 1);
  return tensor === undefined ? [] : [{ name, tensor }];
}

/** `('storage', torch.FloatStorage, '0', 'cpu', 1024)` */
function asStorage(value: PickleValue | undefined, place: string): StorageReference {
  if (!isNode(value) || value.kind !== 'reference')
    throw unreadable(place, 'a tensor without a storage');
  return storageOf(value, place);
}

function storageOf({ id }: PickleReference, place: string): StorageReference {
  const [tag, type, key, device, elements] = itemsOf(id, place);
  const dtype = dtypeOfStorage(globalName(type) ?? '');
  if (tag !== 'storage' || typeof key !== 'string' || typeof device !== 'string') {
    throw unreadable(place, 'a reference that is not a storage');
  }
  if (dtype === undefined)
    throw unreadable(place, `elements of the unknown type ${globalName(type)}`);
  return { key, dtype, device, elements: asCount(elements, place) };
}

function itemsOf(value: PickleValue | undefined, place: string): readonly PickleValue[] {
  if (isList(value, 'tuple') || isList(value, 'list')) return value.items;
  throw unreadable(place, 'a tensor whose parts are no tuple');
}

function asCount(value: PickleValue | undefined, place: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw unreadable(place, 'a tensor with an impossible size');
}

function unreadable(place: string, what: string): Error {
  return corrupt(`The pickle ${place} describes ${what}.`, { place });
}
