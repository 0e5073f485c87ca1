import type { MemoryEstimate } from '../../packages/core/src/index.ts';
import type { MeasuredRun } from '../../packages/core/test/sizing/measured-peaks.ts';

/** One run, and what was expected of it, in bytes. */
export interface Comparison {
  readonly kind: string;
  readonly batch: number;
  /** Absent where it ran out of memory. */
  readonly measured: number | undefined;
  readonly estimated: number;
}

/** What PyTorch's allocator does not hand out, and on a CPU what the profiler does not count. */
const outside = {
  cuda: ['CUDA context and libraries', 'the server’s pool'],
  cpu: ['weights', 'the server’s process', 'the operating system'],
} as const;

export function compare(
  { kind, batch, peakBytes }: MeasuredRun,
  { terms }: MemoryEstimate,
  device: 'cpu' | 'cuda',
): Comparison {
  const left: readonly string[] = outside[device];
  const estimated = terms
    .filter(({ name }) => !left.includes(name))
    .reduce((sum, { bytes }) => sum + bytes, 0);
  return { kind, batch, measured: peakBytes, estimated };
}

const goal = 0.15;

/** A line for each run, and one for each kind: how far the largest batch that ran was off. */
export function report(comparisons: readonly Comparison[], device: 'cpu' | 'cuda'): string[] {
  const groups = Map.groupBy(comparisons, ({ kind }) => kind);
  const lines = comparisons.map(lineOf);
  const verdicts = [...groups].map(([kind, group]) => verdictOf(kind, group));
  const caution =
    device === 'cpu'
      ? ['', 'On a CPU: this shows that the script works, and nothing about a GPU.']
      : [];
  return [
    `${'kind'.padEnd(20)}${'batch'.padStart(10)}${'estimate'.padStart(12)}${'measured'.padStart(12)}${'ratio'.padStart(8)}`,
    ...lines,
    '',
    ...verdicts,
    ...caution,
  ];
}

function lineOf({ kind, batch, estimated, measured }: Comparison): string {
  const seen = measured === undefined ? 'full' : mebibytes(measured);
  const ratio = measured === undefined ? '' : (estimated / measured).toFixed(2);
  return `${kind.padEnd(20)}${String(batch).padStart(10)}${mebibytes(estimated).padStart(12)}${seen.padStart(12)}${ratio.padStart(8)}`;
}

function verdictOf(kind: string, group: readonly Comparison[]): string {
  const largest = group.findLast(({ measured }) => measured !== undefined);
  if (largest?.measured === undefined) return `${kind}: nothing ran`;
  const error = largest.estimated / largest.measured - 1;
  const verdict = Math.abs(error) <= goal ? 'within' : 'beyond';
  return `${kind}: ${(error * 100).toFixed(0)} % off at the largest batch that ran, ${verdict} the goal of ${goal * 100} %`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 100 * 2 ** 20 ? 1 : 0)} MiB`;
}
