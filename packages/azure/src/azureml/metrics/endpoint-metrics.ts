import type { Call, MetricSeries, MetricWindow } from '@torchrelay/core/target';

import type { MlClient } from '../client/ml-client.ts';
import { findEndpoint, listDeployments, nativeEndpoint } from '../observe/find-parts.ts';
import { shareOf } from '../native.ts';
import type { MetricTimeseries } from '../schemas.ts';
import { grainFor, type Measured, readMonitor } from './monitor.ts';

interface Asked {
  readonly client: MlClient;
  readonly name: string;
  readonly window: MetricWindow;
  readonly call: Call;
}

/** Azure's names, and ours. Latencies are those of the endpoint; the rest is of the deployment with most traffic. */
const latencies = {
  RequestLatency_P50: 'latency-p50',
  RequestLatency_P95: 'latency-p95',
  RequestLatency_P99: 'latency-p99',
} as const;

const utilisations = {
  CpuUtilizationPercentage: 'cpu',
  CpuMemoryUtilizationPercentage: 'memory',
  GpuUtilizationPercentage: 'gpu',
  GpuMemoryUtilizationPercentage: 'gpu-memory',
} as const;

/** What Azure Monitor measured. It comes minutes late. */
export async function endpointMetrics(asked: Asked): Promise<readonly MetricSeries[]> {
  const of = `onlineEndpoints/${asked.name}`;
  const periodInMs = grainFor(asked.window) * 60_000;
  const [requests] = await readMonitor({
    ...asked,
    of,
    metrics: ['RequestsPerMinute'],
    filter: "statusCodeClass eq '*'",
  });
  const waits = await readMonitor({ ...asked, of, metrics: Object.keys(latencies) });
  return [
    ...countsOf(requests?.series ?? [], periodInMs),
    ...named(waits, latencies, { unit: 'ms', periodInMs }),
    ...(await ofDeployment(asked, periodInMs)),
  ];
}

async function ofDeployment(asked: Asked, periodInMs: number): Promise<readonly MetricSeries[]> {
  const deployment = await mostUsed(asked);
  if (deployment === undefined) return [];
  const of = `onlineEndpoints/${asked.name}/deployments/${deployment}`;
  const used = await readMonitor({ ...asked, of, metrics: Object.keys(utilisations) });
  const instances = await readMonitor({ ...asked, of, metrics: ['DeploymentCapacity'] });
  return [
    ...named(used, utilisations, { unit: '%', periodInMs }),
    ...named(instances, { DeploymentCapacity: 'instances' }, { unit: 'count', periodInMs }),
  ];
}

async function mostUsed({ client, name, call }: Asked): Promise<string | undefined> {
  const found = await findEndpoint(client, name, call);
  if (found === undefined) return undefined;
  const endpoint = nativeEndpoint(found);
  const { ours } = await listDeployments(client, name, call);
  return ours.toSorted((a, b) => shareOf(endpoint, b.name) - shareOf(endpoint, a.name))[0]?.name;
}

/** Azure gives requests per minute: a point of five minutes stands for five times as many. */
function countsOf(series: readonly MetricTimeseries[], periodInMs: number): MetricSeries[] {
  const minutes = periodInMs / 60_000;
  const all = summed(series);
  // Where requests were counted and none of a kind, there was none of it.
  const none = all.map(({ time }) => ({ time, value: 0 }));
  const count = (name: string, points: Points): MetricSeries => ({
    name,
    unit: 'count',
    periodInMs,
    points: points.map(({ time, value }) => ({ time, value: Math.round(value * minutes) })),
  });
  const ofClass = (digit: string): Points =>
    merged([none, summed(series.filter((one) => statusClassOf(one).startsWith(digit)))]);
  return [
    count('requests', all),
    count('client-errors', ofClass('4')),
    count('server-errors', ofClass('5')),
  ];
}

/** `2xx`, `4xx`, `5xx`. */
export function statusClassOf({ metadatavalues = [] }: MetricTimeseries): string {
  return (
    metadatavalues.find(({ name }) => /^statuscodeclass$/i.test(name?.value ?? ''))?.value ?? ''
  );
}

type Points = MetricSeries['points'];

/** Point by point, over all of them. What nobody measured is absent. */
function summed(series: readonly MetricTimeseries[]): Points {
  return merged(
    series.map(({ data = [] }) =>
      data.flatMap(({ timeStamp, average }) =>
        average == null ? [] : [{ time: Date.parse(timeStamp), value: average }],
      ),
    ),
  );
}

function merged(all: readonly Points[]): Points {
  const sums = new Map<number, number>();
  for (const { time, value } of all.flat()) sums.set(time, (sums.get(time) ?? 0) + value);
  return [...sums].toSorted(([a], [b]) => a - b).map(([time, value]) => ({ time, value }));
}

function named(
  measured: readonly Measured[],
  names: Readonly<Record<string, string>>,
  { unit, periodInMs }: Pick<MetricSeries, 'unit' | 'periodInMs'>,
): MetricSeries[] {
  return Object.entries(names).flatMap(([metric, name]) => {
    const found = measured.find((one) => one.metric.toLowerCase() === metric.toLowerCase());
    return found === undefined ? [] : [{ name, unit, periodInMs, points: summed(found.series) }];
  });
}
