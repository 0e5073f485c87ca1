import type { Call, MetricWindow } from '@torchrelay/core/target';

import type { MlClient } from '../client/ml-client.ts';
import type { Metrics, MetricTimeseries } from '../schemas.ts';

/** What Azure Monitor measured of one metric, by what it tells apart. */
export interface Measured {
  readonly metric: string;
  readonly series: readonly MetricTimeseries[];
}

/** Grains that Azure Monitor has, in minutes. _read_ */
const grains: readonly (readonly [minutes: number, name: string])[] = [
  [1, 'PT1M'],
  [5, 'PT5M'],
  [15, 'PT15M'],
  [60, 'PT1H'],
  [360, 'PT6H'],
  [1440, 'P1D'],
];

/** A page of a terminal has not more columns than that. */
const mostPoints = 360;

/** The finest grain in which a window has no more points than can be shown, in minutes. */
export function grainFor({ since, until }: MetricWindow): number {
  const minutes = (until - since) / 60_000;
  return grains.find(([grain]) => minutes / grain <= mostPoints)?.[0] ?? 1440;
}

/** Asks for averages of metrics. Those of a deployment are its own: `onlineEndpoints/demo/deployments/d-1`. */
export async function readMonitor({
  client,
  of,
  metrics,
  filter,
  window,
  call,
}: {
  readonly client: MlClient;
  readonly of: string;
  readonly metrics: readonly string[];
  /** What is to be told apart: `statusCodeClass eq '*'`. */
  readonly filter?: string;
  readonly window: MetricWindow;
  readonly call: Call;
}): Promise<readonly Measured[]> {
  const grain = grainFor(window);
  const query = {
    metricnames: metrics.join(','),
    timespan: `${timeOf(window.since)}/${timeOf(window.until)}`,
    interval: grains.find(([minutes]) => minutes === grain)?.[1] ?? 'P1D',
    aggregation: 'Average',
    ...(filter !== undefined && { $filter: filter }),
  };
  const path = `${of}/providers/Microsoft.Insights/metrics`;
  const attempt = `Cannot read the metrics of ${of.split('/')[1] ?? ''}`;
  const { body } = await client.send<Metrics>({ path, query, attempt }, call);
  return (body.value ?? []).map(({ name, timeseries = [] }) => ({
    metric: name?.value ?? '',
    series: timeseries,
  }));
}

/** Azure refuses fractions of a second in some places. */
function timeOf(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
