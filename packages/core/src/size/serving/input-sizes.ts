import type { ExportedDimension, Model } from '@torchrelay/torchscript';

import { datatypeBytes, toTorchDtype } from '../../open-inference/datatype.ts';
import type { TensorSpec } from '../../target/signature.ts';
import { elementBytes, isFloating } from '../element-bytes.ts';

/** An input with all its sizes known, or assumed. */
export interface SizedInput {
  readonly shape: readonly number[];
  readonly isFloating: boolean;
  readonly bytes: number;
}

export interface InputSizes {
  readonly inputs: readonly SizedInput[];
  /** Whether a size other than the batch was assumed: it varies, and nobody said how large it is. */
  readonly isAssumed: boolean;
}

type Input = Pick<TensorSpec, 'datatype' | 'shape'>;

export interface InputSizesRequest {
  readonly model: Model;
  readonly inputs?: readonly Input[] | undefined;
  readonly batchSize: number;
  /** Stands for every size that varies but the first; what is assumed where it is not given. */
  readonly sequenceLength: number | undefined;
}

export const assumedSequenceLength = 512;

/** The inputs of one run, from the signature, or else from what the file tells. */
export function inputSizes({
  model,
  inputs,
  batchSize,
  sequenceLength,
}: InputSizesRequest): InputSizes {
  const length = sequenceLength ?? assumedSequenceLength;
  const declared = inputs?.map(fromSignature) ?? fromFile(model);
  const sized = declared.map(({ dtype, bytes, shape }): SizedInput => {
    const sizes = shape.map((size, axis) => (size >= 0 ? size : axis === 0 ? batchSize : length));
    return { shape: sizes, isFloating: isFloating(dtype), bytes: bytes * product(sizes) };
  });
  const isOpen = declared.some(({ shape }) => shape.some((size, axis) => size < 0 && axis > 0));
  return { inputs: sized, isAssumed: isOpen && sequenceLength === undefined };
}

interface DeclaredInput {
  readonly dtype: string;
  readonly bytes: number;
  /** -1 for a size that varies. */
  readonly shape: readonly number[];
}

function fromSignature({ datatype, shape }: Input): DeclaredInput {
  return {
    dtype: toTorchDtype(datatype) ?? 'text',
    bytes: datatypeBytes(datatype) ?? 0,
    shape,
  };
}

/** A traced file tells what it was traced with, whose first size is taken for the batch. */
function fromFile(model: Model): readonly DeclaredInput[] {
  if (model.format === 'torchscript') {
    return model.tracedInputs
      .filter(({ method }) => method === 'forward')
      .map(({ dtype, shape }) => ({
        dtype,
        bytes: elementBytes(dtype),
        shape: shape.map((size, axis) => (axis === 0 ? -1 : size)),
      }));
  }
  return model.inputs.flatMap(({ dtype, shape }) =>
    dtype === undefined || shape === undefined
      ? []
      : [{ dtype, bytes: elementBytes(dtype), shape: shape.map(sizeOf) }],
  );
}

function sizeOf(dimension: ExportedDimension): number {
  return typeof dimension === 'number' ? dimension : -1;
}

export function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}
