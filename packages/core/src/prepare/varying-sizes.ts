import { datatypeBytes } from '../open-inference/datatype.ts';
import type { ExampleTensor } from '../target/rehearsal.ts';
import type { TensorSpec } from '../target/signature.ts';

/** Which dimensions of an input vary, by input name. */
export type VaryingAxes = ReadonlyMap<string, readonly number[]>;

/** The dimensions that the inputs leave open, without those that are known to be the batch. */
export function varyingAxes({
  inputs,
  isBatchKnown,
}: {
  readonly inputs: readonly TensorSpec[];
  readonly isBatchKnown: boolean;
}): VaryingAxes {
  const axes = inputs.map(({ name, shape }) => {
    const open = shape.flatMap((size, axis) => (size === -1 ? [axis] : []));
    return [name, isBatchKnown ? open.filter((axis) => axis !== 0) : open] as const;
  });
  return new Map(axes.filter(([, open]) => open.length > 0));
}

/**
 * The examples at twice their size in every dimension that varies. Repeating what is there keeps every value
 * one that the model was given, and keeps sizes multiples of what they were multiples of.
 */
export function enlarge(
  examples: readonly ExampleTensor[],
  varying: VaryingAxes,
): readonly ExampleTensor[] {
  return examples.map((example) => (varying.get(example.name) ?? []).reduce(repeatAlong, example));
}

function repeatAlong(tensor: ExampleTensor, axis: number): ExampleTensor {
  const { datatype, shape, bytes } = tensor;
  const doubled = shape.map((size, at) => (at === axis ? size * 2 : size));
  const block =
    axis === 0 ? bytes.length : bytesFrom(shape.slice(axis), datatypeBytes(datatype) ?? 1);
  const repeated = new Uint8Array(bytes.length * 2);
  for (let offset = 0; offset < bytes.length; offset += block) {
    const piece = bytes.subarray(offset, offset + block);
    repeated.set(piece, offset * 2);
    repeated.set(piece, offset * 2 + block);
  }
  return { ...tensor, shape: doubled, bytes: repeated };
}

function bytesFrom(shape: readonly number[], elementBytes: number): number {
  return shape.reduce((product, size) => product * size, elementBytes);
}

/** The outputs with -1 for every dimension that came out differently from the enlarged inputs. */
export function openWhatDiffers(
  outputs: readonly TensorSpec[],
  enlarged: readonly TensorSpec[],
): readonly TensorSpec[] {
  return outputs.map((output, index) => {
    const other = enlarged[index]?.shape ?? [];
    const isComparable = other.length === output.shape.length;
    return {
      ...output,
      shape: output.shape.map((size, axis) => (isComparable && size === other[axis] ? size : -1)),
    };
  });
}

/** The outputs with every dimension open: what can be said where sizes vary and nobody knows how. */
export function openAll(outputs: readonly TensorSpec[]): readonly TensorSpec[] {
  return outputs.map((output) => ({ ...output, shape: output.shape.map(() => -1) }));
}
