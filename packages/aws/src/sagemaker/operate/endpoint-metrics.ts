import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Call, MetricSeries, MetricWindow } from '@torchrelay/core/target';

import { variantName } from '../plan/native-step.ts';
import { ask } from '../sagemaker-request.ts';
import type { OperatingClients } from './operating-clients.ts';

interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly namespace: 'AWS/SageMaker' | '/aws/sagemaker/Endpoints';
  readonly metric: string;
  readonly stat: string;
  /** From CloudWatch's unit to ours. */
  readonly factor: number;
}

const ofRequests = (name: string, metric: string): Measured => ({
  name,
  unit: 'count',
  namespace: 'AWS/SageMaker',
  metric,
  stat: 'Sum',
  factor: 1,
});

/** CloudWatch has it in microseconds. */
const ofLatency = (stat: string): Measured => ({
  name: `latency-${stat}`,
  unit: 'ms',
  namespace: 'AWS/SageMaker',
  metric: 'ModelLatency',
  stat,
  factor: 1 / 1000,
});

const ofInstance = (name: string, metric: string): Measured => ({
  name,
  unit: '%',
  namespace: '/aws/sagemaker/Endpoints',
  metric,
  stat: 'Average',
  factor: 1,
});

/** _read_: SageMaker's list of metrics. Of CPUs and GPUs it adds up all of an instance: eight GPUs may show 800 %. */
const measured: readonly Measured[] = [
  ofRequests('requests', 'Invocations'),
  ofRequests('client-errors', 'Invocation4XXErrors'),
  ofRequests('server-errors', 'Invocation5XXErrors'),
  ofLatency('p50'),
  ofLatency('p95'),
  ofLatency('p99'),
  ofInstance('cpu', 'CPUUtilization'),
  ofInstance('memory', 'MemoryUtilization'),
  ofInstance('gpu', 'GPUUtilization'),
  ofInstance('gpu-memory', 'GPUMemoryUtilization'),
];

/** What CloudWatch measured of an endpoint. */
export async function endpointMetrics({
  clients,
  name,
  window,
  call,
  now = Date.now(),
}: {
  readonly clients: Pick<OperatingClients, 'cloudwatch'>;
  readonly name: string;
  readonly window: MetricWindow;
  readonly call: Call;
  readonly now?: number;
}): Promise<readonly MetricSeries[]> {
  const periodInMs = periodFor(window, now);
  const queries = measured.map((one, index) => queryOf(one, { name, index, periodInMs }));
  const results = await readAll({ clients, name, window, queries, call });
  return measured.map((one, index) => ({
    name: one.name,
    unit: one.unit,
    periodInMs,
    points: pointsOf(
      results.filter(({ Id }) => Id === idOf(index)),
      one.factor,
    ),
  }));
}

const hourInMs = 60 * 60_000;
const dayInMs = 24 * hourInMs;

/** Few enough points to draw. CloudWatch keeps minutes for 15 days, five minutes for 63, hours for 455 (_read_). */
export function periodFor({ since, until }: MetricWindow, now: number): number {
  const [width, age] = [until - since, now - since];
  if (width <= 3 * hourInMs && age < 15 * dayInMs) return 60_000;
  if (width <= dayInMs && age < 63 * dayInMs) return 5 * 60_000;
  return hourInMs * Math.max(1, Math.ceil(width / (100 * hourInMs)));
}

function idOf(index: number): string {
  return `m${index}`;
}

function queryOf(
  { namespace, metric, stat }: Measured,
  {
    name,
    index,
    periodInMs,
  }: { readonly name: string; readonly index: number; readonly periodInMs: number },
): MetricDataQuery {
  return {
    Id: idOf(index),
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: metric,
        Dimensions: [
          { Name: 'EndpointName', Value: name },
          { Name: 'VariantName', Value: variantName },
        ],
      },
      Period: periodInMs / 1000,
      Stat: stat,
    },
  };
}

async function readAll({
  clients,
  name,
  window: { since, until },
  queries,
  call: { abortSignal },
}: {
  readonly clients: Pick<OperatingClients, 'cloudwatch'>;
  readonly name: string;
  readonly window: MetricWindow;
  readonly queries: readonly MetricDataQuery[];
  readonly call: Call;
}): Promise<readonly MetricDataResult[]> {
  const client = await clients.cloudwatch();
  const found: MetricDataResult[] = [];
  let next: string | undefined;
  do {
    const request = {
      StartTime: new Date(since),
      EndTime: new Date(until),
      MetricDataQueries: [...queries],
      ScanBy: 'TimestampAscending' as const,
      ...(next !== undefined && { NextToken: next }),
    };
    const page = await ask({
      attempt: `Cannot read the metrics of ${name}`,
      permission: 'cloudwatch:GetMetricData',
      abortSignal,
      send: (options) => client.getMetricData(request, options),
    });
    found.push(...(page.MetricDataResults ?? []));
    next = page.NextToken;
  } while (next !== undefined);
  return found;
}

/** One series may come in several pages. */
function pointsOf(results: readonly MetricDataResult[], factor: number): MetricSeries['points'] {
  return results
    .flatMap(({ Timestamps = [], Values = [] }) =>
      Timestamps.map((time, index) => ({
        time: time.getTime(),
        value: (Values[index] ?? 0) * factor,
      })),
    )
    .toSorted((a, b) => a.time - b.time);
}
