import { estimateTraining, type TrainingEstimate, type TrainingJob } from '@torchrelay/core';

/** An estimate for so many GPUs. */
export interface EstimateRow {
  readonly gpus: number;
  readonly estimate: TrainingEstimate;
}

const gpusPerNode = 8;
/** Beyond these nobody has published how well a training goes on. */
const mostGpus = 16_384;
const mostRows = 6;

/** The estimate that was asked for, and what more and fewer GPUs would do. */
export function estimateRows(
  job: Omit<TrainingJob, 'gpus'>,
  asked: number | undefined,
): { readonly chosen: EstimateRow; readonly rows: readonly EstimateRow[] } {
  const at = (gpus: number): EstimateRow => ({
    gpus,
    estimate: estimateTraining({ ...job, gpus }),
  });
  if (asked !== undefined) {
    const chosen = at(asked);
    const around = [asked / 4, asked / 2, asked * 2, asked * 4].filter(Number.isSafeInteger);
    return { chosen, rows: inOrder([chosen, ...around.map(at)]) };
  }
  const all = powersOfTwo().map(at);
  const first = all.findIndex(({ estimate }) => estimate.fit !== 'too large');
  // Where it fits on none, the most that could be had shows by how much it does not.
  const from = first === -1 ? all.length - 1 : first;
  const rows = all.slice(from, from + mostRows);
  return { chosen: rows[0] ?? at(gpusPerNode), rows };
}

function powersOfTwo(): number[] {
  const steps = Math.log2(mostGpus / gpusPerNode) + 1;
  return Array.from({ length: steps }, (_, step) => gpusPerNode * 2 ** step);
}

function inOrder(rows: readonly EstimateRow[]): readonly EstimateRow[] {
  return rows.toSorted((a, b) => a.gpus - b.gpus);
}
