import type { RunStatus, TrainingResult } from '@torchrelay/core';

import { formatNumber } from '../output/chart.ts';
import { formatUsd } from '../output/money.ts';
import { formatBytes } from '../output/quantities.ts';
import type { Style } from '../output/style.ts';
import { formatPairs } from '../output/table.ts';

/** What training has left: numbers, files, and what it cost where it cost anything. */
export function describeResult({
  result: { metrics, files },
  usd,
  style,
  columns,
}: {
  readonly result: Pick<TrainingResult, 'metrics' | 'files'>;
  readonly usd: RunStatus['usd'];
  readonly style: Style;
  readonly columns: number;
}): string[] {
  const numbers = Object.entries(metrics).map(([name, value]) => `${name} ${formatNumber(value)}`);
  const sizes = files.map(({ path, size }) => `${path} (${formatBytes(size)})`);
  const pairs: (readonly [string, string])[] = [
    ...(numbers.length === 0 ? [] : [['Metrics', numbers.join(', ')] as const]),
    ['Files', sizes.length === 0 ? 'none' : sizes.join(', ')],
    ...(usd === undefined || usd === 0 ? [] : [['Cost', formatUsd(usd)] as const]),
  ];
  return formatPairs(pairs, style.dim, columns);
}
