import { memoryTerm, type MemoryTerm } from '../memory-estimate.ts';

/** What a run on a device of this kind has shown. */
export interface MeasuredPeak {
  /** On a GPU what PyTorch's allocator reserved at most, in a machine's RAM the largest resident memory, in bytes. */
  readonly peakBytes: number;
  /** Rows that were answered in that run. */
  readonly batchSize: number;
}

/** A peak that was seen, and what a larger batch adds to it: all but the weights grows with the rows. */
export function measuredTerms({
  measured: { peakBytes, batchSize: measuredBatch },
  batchSize,
  weightBytes,
}: {
  readonly measured: MeasuredPeak;
  readonly batchSize: number;
  readonly weightBytes: number;
}): MemoryTerm[] {
  const peak = memoryTerm({
    name: 'peak of a run',
    bytes: peakBytes,
    formula: `seen in a run of ${measuredBatch} ${measuredBatch === 1 ? 'row' : 'rows'}`,
    source: 'a rehearsal on such a device',
    kind: 'measured',
  });
  const growth = Math.max(0, batchSize / measuredBatch - 1);
  const grown = Math.max(0, peakBytes - weightBytes) * growth;
  if (grown === 0) return [peak];
  const larger = memoryTerm({
    name: 'a larger batch',
    bytes: grown,
    lowBytes: grown * 0.5,
    highBytes: grown * 1.25,
    formula: `what is above the weights × ${growth}, for ${batchSize} rows`,
    source: 'memory of a run grows with its rows',
    kind: 'computed',
  });
  return [peak, larger];
}
