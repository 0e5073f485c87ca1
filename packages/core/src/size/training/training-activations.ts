import { formatCount } from '../format-count.ts';
import { memoryTerm, type MemoryTerm } from '../memory-estimate.ts';
import type { CompleteSetup } from './training-setup.ts';

const source =
  'counted tensor by tensor; with dropout as in Korthikanti et al., arXiv:2205.05198, section 4.1';

/** How far other architectures are from the one that was counted: a gated feed-forward part keeps up to a fifth more. */
const range = { low: 0.9, high: 1.3 } as const;

/** What the forward pass keeps for the gradients. */
export function activationTerm(setup: CompleteSetup): MemoryTerm {
  const { activationCheckpointing, microBatchSize, sequenceLength, shape } = setup;
  const tokens = microBatchSize * sequenceLength;
  const whole = layerBytesPerToken(setup);
  const input = elementBytes(setup) * shape.hiddenSize;
  const perToken = activationCheckpointing ? input * shape.layers + whole : whole * shape.layers;
  const bytes = tokens * perToken;
  return memoryTerm({
    name: 'activations',
    bytes,
    lowBytes: bytes * range.low,
    highBytes: bytes * range.high,
    formula: activationCheckpointing
      ? `${formatCount(tokens)} tokens × (${formatCount(input)} bytes × ${shape.layers} layers + ${formatCount(whole)} bytes of one layer)`
      : `${formatCount(tokens)} tokens × ${formatCount(whole)} bytes × ${shape.layers} layers`,
    source,
    kind: 'computed',
  });
}

/**
 * What one layer keeps of a token, in bytes. In elements of the width: the inputs of two normalisations, of the
 * projection to queries, keys and values, these three, the output of attention, the input of the first matrix of the
 * feed-forward part, and twice four times the width around its activation function: 16 in all.
 */
function layerBytesPerToken(setup: CompleteSetup): number {
  const { shape, dropout, writesScores, sequenceLength } = setup;
  const element = elementBytes(setup);
  const masks = dropout ? 2 * shape.hiddenSize : 0;
  // The softmax's output; with dropout also its mask and what is left after it.
  const score = element + (dropout ? 1 + element : 0);
  const scores = writesScores ? score * shape.attentionHeads * sequenceLength : 0;
  return 16 * element * shape.hiddenSize + masks + scores;
}

function elementBytes({ precision }: CompleteSetup): number {
  return precision === 'mixed' ? 2 : 4;
}

/**
 * Logits, what the loss makes of them, and their gradient. A fused loss keeps them in 16 bits: three of 2 bytes. The
 * plain one goes through float32: the logits, their copy, the logarithm of the softmax.
 */
export function logitsTerm({
  microBatchSize,
  sequenceLength,
  shape,
  precision,
  fusedLoss,
}: CompleteSetup): MemoryTerm {
  const entries = microBatchSize * sequenceLength * shape.vocabularySize;
  const typical = precision === 'mixed' ? (fusedLoss ? 6 : 10) : 12;
  const low = precision === 'mixed' ? (fusedLoss ? 4 : 6) : 8;
  const high = precision === 'mixed' ? (fusedLoss ? 8 : 14) : 16;
  return memoryTerm({
    name: 'logits and loss',
    bytes: entries * typical,
    lowBytes: entries * low,
    highBytes: entries * high,
    formula: `${typical} bytes × ${formatCount(microBatchSize * sequenceLength)} tokens × ${formatCount(shape.vocabularySize)} words`,
    source: 'counted tensor by tensor',
    kind: 'computed',
  });
}
