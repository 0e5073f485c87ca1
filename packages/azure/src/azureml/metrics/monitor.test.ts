import { expect, test } from 'vitest';

import { azureServer } from '../../catalogue/test-support/azure-server.ts';
import { testCredential } from '../../catalogue/test-support/test-reader.ts';
import { mlClient } from '../client/ml-client.ts';
import { endpointMetrics } from './endpoint-metrics.ts';
import { grainFor } from './monitor.ts';

const minute = 60_000;
const since = Date.parse('2026-11-23T01:00:00Z');

test.each([
  [1, 1],
  [360, 1],
  [361, 5],
  [24 * 60, 5],
  [3 * 24 * 60, 15],
  [7 * 24 * 60, 60],
  [30 * 24 * 60, 360],
  [365 * 24 * 60, 1440],
])('a window of %i minutes has points of %i', (minutes, grain) => {
  expect(grainFor({ since, until: since + minutes * minute })).toBe(grain);
});

/** What Azure Monitor answers for each metric, and what it was asked. */
async function measured(
  series: Readonly<Record<string, readonly object[]>>,
  minutes: number,
): Promise<{
  readonly found: Awaited<ReturnType<typeof endpointMetrics>>;
  readonly asked: readonly URLSearchParams[];
}> {
  await using server = await azureServer(({ path, query }) => {
    if (!path.endsWith('/metrics')) return { status: 404, body: { error: { code: 'NotFound' } } };
    const names = (query.get('metricnames') ?? '').split(',');
    const value = names
      .filter((name) => name in series)
      .map((name) => ({ name: { value: name }, timeseries: series[name] }));
    return { body: { value } };
  });
  const client = mlClient({
    cloud: server.cloud,
    subscription: 's',
    resourceGroup: 'g',
    workspace: 'w',
    credential: async () => testCredential,
  });
  const window = { since, until: since + minutes * minute };
  const found = await endpointMetrics({ client, name: 'demo', window, call: {} });
  const asked = server.requests.filter(({ path }) => path.endsWith('/metrics'));
  return { found, asked: asked.map(({ query }) => query) };
}

const ofClass = (value: string, ...averages: readonly (number | null)[]): object => ({
  metadatavalues: [{ name: { value: 'statuscodeclass' }, value }],
  data: averages.map((average, index) => ({
    timeStamp: new Date(since + index * minute).toISOString(),
    ...(average !== null && { average }),
  })),
});

test('requests are summed over what they were answered with, and minutes without any are absent', async () => {
  const { found } = await measured(
    {
      RequestsPerMinute: [
        ofClass('2xx', 4, null, 2),
        ofClass('4XX', 1),
        ofClass('5xx', null, null, 3),
      ],
    },
    60,
  );
  const points = (name: string): unknown =>
    found
      .find((one) => one.name === name)
      ?.points.map(({ time, value }) => [(time - since) / minute, value]);
  expect(points('requests')).toEqual([
    [0, 5],
    [2, 5],
  ]);
  expect(points('client-errors')).toEqual([
    [0, 1],
    [2, 0],
  ]);
  expect(points('server-errors')).toEqual([
    [0, 0],
    [2, 3],
  ]);
});

test('a point of five minutes stands for five times as many requests', async () => {
  const { found } = await measured({ RequestsPerMinute: [ofClass('2xx', 4)] }, 600);
  const requests = found.find(({ name }) => name === 'requests');
  expect(requests).toMatchObject({ periodInMs: 5 * minute, points: [{ value: 20 }] });
});

test('what Azure does not measure is absent, what it has not measured has no points', async () => {
  const { found } = await measured({ RequestLatency_P50: [] }, 60);
  expect(found.map(({ name }) => name)).toEqual([
    'requests',
    'client-errors',
    'server-errors',
    'latency-p50',
  ]);
  expect(found.at(-1)?.points).toEqual([]);
});

test('is asked for whole seconds, in a grain that it has', async () => {
  const { asked } = await measured({}, 60);
  expect(asked[0]?.get('timespan')).toBe('2026-11-23T01:00:00Z/2026-11-23T02:00:00Z');
  expect(asked[0]?.get('interval')).toBe('PT1M');
  expect(asked[0]?.get('$filter')).toBe("statusCodeClass eq '*'");
  expect(asked[0]?.get('api-version')).toBe('2018-01-01');
});
