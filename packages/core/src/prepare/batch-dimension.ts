import type { RehearsalReport } from '../target/rehearsal.ts';
import type { Signature } from '../target/signature.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { engineProblems } from '../package/engine-rules.ts';
import type { ResolvedTensor } from './declarations.ts';

export type Batching = Extract<RehearsalReport, { outcome: 'passed' }>['batching'];

export interface ResolvedSignature {
  readonly inputs: readonly ResolvedTensor[];
  readonly outputs: readonly ResolvedTensor[];
}

/** Enough to keep a GPU busy with small models, and few enough rows to hold no request up for long. */
export const automaticBatchSize = 8;

/** Triton keeps the size in an int32. */
const largestBatchSize = 2 ** 31 - 1;

/**
 * How many rows the engine may put into one run. Batches are never turned on by guessing, since the engine
 * would mix the rows of different requests without a word where the model is not made for it.
 *
 * @throws TorchrelayError `MAX_BATCH_SIZE_INVALID`
 */
export function chooseBatchSize({
  asked,
  batching,
  signature,
}: {
  readonly asked: number | 'auto';
  readonly batching: Batching | undefined;
  readonly signature: ResolvedSignature;
}): number {
  if (asked !== 'auto') return checkBatchSize(asked);
  if (batching !== 'equal') return 0;
  const isPossible =
    engineProblems({ signature: openBatch(signature), maxBatchSize: automaticBatchSize }).length ===
    0;
  return isPossible ? automaticBatchSize : 0;
}

function checkBatchSize(asked: number): number {
  if (Number.isInteger(asked) && asked >= 0 && asked <= largestBatchSize) return asked;
  throw new TorchrelayError({
    code: 'MAX_BATCH_SIZE_INVALID',
    message: `maxBatchSize is ${asked}, which is no number of requests.`,
    hint: 'Give a whole number from 1 to batch, 0 not to, or "auto" to let a rehearsal decide.',
  });
}

/**
 * The signature with -1 as the first dimension of every input and output where that is known to be one
 * batch dimension: because a rehearsal answered several rows like single ones, or because somebody asks for
 * batches. What the user wrote stays as it is; so do tensors whose first dimensions are of different sizes.
 */
export function openBatch(signature: ResolvedSignature): ResolvedSignature {
  const tensors = [...signature.inputs, ...signature.outputs];
  const sizes = new Set(tensors.map(({ shape }) => shape[0]).filter((size) => size !== -1));
  const isFixedByUser = tensors.some(({ saidBy, shape }) => saidBy === 'user' && shape[0] !== -1);
  if (sizes.size > 1 || isFixedByUser) return signature;
  return { inputs: signature.inputs.map(open), outputs: signature.outputs.map(open) };
}

function open<Tensor extends Signature['inputs'][number]>(tensor: Tensor): Tensor {
  return tensor.shape.length === 0 ? tensor : { ...tensor, shape: [-1, ...tensor.shape.slice(1)] };
}
