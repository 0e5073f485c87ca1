import type { ModelTensor, TensorRole, TensorStorage } from '../model/tensor.ts';
import { bytesOf } from '../tensors/dtypes.ts';
import { isContiguous } from '../tensors/contiguous.ts';
import { fixedSizes } from './dimensions.ts';
import { dtypeOf, layoutOf } from './enums.ts';
import { at, countOf, isMissing, itemsOf, type JsonPart, member, textOf, variant } from './json.ts';
import { tensorMeta } from './values.ts';

/** Where the bytes of a tensor lie, by the tensor's name. */
export type StorageOf = (name: string) => TensorStorage | undefined;

/** The tensors that come with the program, in the order of its signature. */
export function storedTensors(program: JsonPart, storageOf: StorageOf): readonly ModelTensor[] {
  const firstByRecord = new Map<string, ModelTensor>();
  return itemsOf(at(program, 'graph_module', 'signature', 'input_specs')).flatMap((spec) => {
    const found = roleOf(spec);
    if (found === undefined) return [];
    const tensor = describe({ ...found, meta: tensorMeta(program, found.argument), storageOf });
    const first =
      tensor.storage === undefined ? undefined : firstByRecord.get(tensor.storage.record);
    if (tensor.storage !== undefined && first === undefined)
      firstByRecord.set(tensor.storage.record, tensor);
    return [first === undefined ? tensor : shared(tensor, first)];
  });
}

interface Found {
  readonly name: string;
  readonly role: TensorRole;
  readonly argument: JsonPart;
}

function roleOf(spec: JsonPart): Found | undefined {
  const { kind, part } = variant(spec);
  const argument = member(part, 'arg');
  if (kind === 'parameter')
    return { name: textOf(member(part, 'parameter_name')), role: 'parameter', argument };
  if (kind === 'buffer')
    return { name: textOf(member(part, 'buffer_name')), role: 'buffer', argument };
  if (kind !== 'tensor_constant') return undefined;
  return { name: textOf(member(part, 'tensor_constant_name')), role: 'constant', argument };
}

function describe({
  name,
  role,
  meta,
  storageOf,
}: Found & { meta: JsonPart; storageOf: StorageOf }): ModelTensor {
  const dtype = dtypeOf(member(meta, 'dtype'));
  const shape = fixedSizes(member(meta, 'sizes'));
  const strides = fixedSizes(member(meta, 'strides'));
  const storageOffset = countOf(at(meta, 'storage_offset', 'as_int'));
  const elements = shape.reduce((product, size) => product * size, 1);
  const bytes = bytesOf(dtype, elements);
  const storage = storageOf(name);
  const isPart = storage !== undefined && bytes < storage.bytes;
  return {
    name,
    role,
    dtype,
    shape,
    strides,
    storageOffset,
    elements,
    bytes,
    device: deviceOf(member(meta, 'device')),
    requiresGrad: member(meta, 'requires_grad').value === true,
    layout: layoutOf(member(meta, 'layout')),
    storage,
    sharesStorageWith: undefined,
    sameAs: undefined,
    isView: elements > 0 && (isPart || storageOffset !== 0 || !isContiguous(shape, strides)),
  };
}

/** Tensors of equal form in one storage are one tensor with two names. */
function shared(tensor: ModelTensor, first: ModelTensor): ModelTensor {
  const form = ({ dtype, shape, strides, storageOffset }: ModelTensor): string =>
    JSON.stringify([dtype, shape, strides, storageOffset]);
  const sameAs = form(tensor) === form(first) ? first.name : undefined;
  return { ...tensor, sharesStorageWith: first.name, sameAs };
}

function deviceOf(device: JsonPart): string {
  const type = textOf(member(device, 'type'));
  const index = member(device, 'index');
  return isMissing(index) ? type : `${type}:${countOf(index)}`;
}
