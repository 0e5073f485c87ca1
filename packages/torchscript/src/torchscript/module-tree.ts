import type { ModelModule } from '../model/module.ts';
import type { PickleCall } from '../pickle/value.ts';
import { bytesOf } from '../tensors/dtypes.ts';
import type { RebuiltTensor } from '../tensors/rebuilt-tensor.ts';
import type { WalkedModule } from '../tensors/walk.ts';
import { demangle } from './class-name.ts';

/** The tree that users see, with bytes added up from the leaves. */
export function moduleTree(walked: WalkedModule): ModelModule {
  return sized(walked).module;
}

interface Sized {
  readonly module: ModelModule;
  /** Bytes of each distinct tensor at or below the module. */
  readonly bytesByTensor: ReadonlyMap<PickleCall, number>;
}

function sized({ name, className, tensors, children }: WalkedModule): Sized {
  const own = new Map(
    tensors
      .filter(({ role }) => role === 'parameter' || role === 'buffer')
      .map(({ tensor }) => [tensor.call, bytesOfTensor(tensor)] as const),
  );
  const below = children.map(sized);
  const all = new Map(own);
  for (const { bytesByTensor } of below) {
    for (const [call, bytes] of bytesByTensor) all.set(call, bytes);
  }
  const module = {
    name,
    className: demangle(className),
    ownBytes: total(own),
    totalBytes: total(all),
    children: below.map((child) => child.module),
  };
  return { module, bytesByTensor: all };
}

function bytesOfTensor({ layout, dtype, shape, parts }: RebuiltTensor): number {
  if (layout !== 'strided')
    return parts.reduce((sum, { tensor }) => sum + bytesOfTensor(tensor), 0);
  return bytesOf(
    dtype,
    shape.reduce((product, size) => product * size, 1),
  );
}

function total(bytes: ReadonlyMap<PickleCall, number>): number {
  return bytes.values().reduce((sum, each) => sum + each, 0);
}
