import type { Model } from '@torchrelay/torchscript';

import { automaticBatchSize } from '../../prepare/batch-dimension.ts';
import type { Need } from '../../target/offer.ts';
import type { RehearsalReport } from '../../target/rehearsal.ts';
import type { Signature } from '../../target/signature.ts';
import { estimateServing } from './estimate-serving.ts';
import type { MeasuredPeak } from './measured-terms.ts';

/** A rehearsal tries three rows at once where it can tell them apart. */
const rehearsedRows = 3;

/** What an instance must have for a model: on a GPU, and in RAM where it has none. */
export function servingNeed({
  model,
  modelPackage: { signature },
  rehearsal,
  maxBatchSize = 0,
}: {
  readonly model: Model;
  readonly modelPackage: { readonly signature: Signature };
  readonly rehearsal?: RehearsalReport | undefined;
  readonly maxBatchSize?: number | 'auto' | undefined;
}): Required<Pick<Need, 'memoryBytes' | 'hostMemoryBytes'>> {
  const rows = maxBatchSize === 'auto' ? automaticBatchSize : maxBatchSize;
  const setup = { model, inputs: signature.inputs, batchSize: Math.max(1, rows) };
  const { cuda, cpu } = peaksOf(rehearsal);
  return {
    memoryBytes: estimateServing({ ...setup, device: 'cuda', measured: cuda }).bytes,
    hostMemoryBytes: estimateServing({ ...setup, device: 'cpu', measured: cpu }).bytes,
  };
}

/** What a rehearsal says of the device that it ran on, and of no other. */
function peaksOf(report: RehearsalReport | undefined): {
  readonly cuda?: MeasuredPeak;
  readonly cpu?: MeasuredPeak;
} {
  if (report?.outcome !== 'passed') return {};
  const { peakMemoryBytes, peakDeviceMemoryBytes, batching } = report;
  const batchSize = batching === 'not-tried' ? 1 : rehearsedRows;
  return peakDeviceMemoryBytes === undefined
    ? { cpu: { peakBytes: peakMemoryBytes, batchSize } }
    : { cuda: { peakBytes: peakDeviceMemoryBytes, batchSize } };
}
