import type { MetricSeries, MetricWindow } from '@torchrelay/core/target';

import type { MemoryRequest } from './memory-cloud.ts';

const periodInMs = 60_000;

/** What was asked of a name, by the minute. */
export function memoryMetrics(
  requests: readonly MemoryRequest[],
  { since, until }: MetricWindow,
): readonly MetricSeries[] {
  const inside = requests.filter(({ time }) => time >= since && time <= until);
  const count = (name: string, counted: readonly MemoryRequest[]): MetricSeries => {
    const byMinute = Map.groupBy(counted, ({ time }) => Math.floor(time / periodInMs));
    const points = [...byMinute].map(([minute, asked]) => ({
      time: minute * periodInMs,
      value: asked.length,
    }));
    return { name, unit: 'count', periodInMs, points };
  };
  return [
    count('requests', inside),
    count(
      'server-errors',
      inside.filter(({ status }) => status >= 500),
    ),
  ];
}
