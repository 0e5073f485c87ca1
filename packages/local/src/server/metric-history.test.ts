import { describe, expect, test } from 'vitest';

import { createMetricHistory, type MetricHistory } from './metric-history.ts';

const minute = 60_000;
let clock = 1000 * minute;

function history(): MetricHistory {
  clock = 1000 * minute;
  return createMetricHistory({ now: () => clock });
}

function points(of: MetricHistory, name: string, since = 0): readonly number[][] {
  const found = of.series({ since, until: clock + minute }).find((one) => one.name === name);
  return (found?.points ?? []).map(({ time, value }) => [time / minute, value]);
}

describe('the history of a server', () => {
  test('counts requests and errors by the minute in which they were answered', () => {
    const counted = history();
    for (const status of [200, 200, 404, 503]) counted.countRequest({ status, durationInMs: 1 });
    clock += 2.5 * minute;
    counted.countRequest({ status: 200, durationInMs: 1 });
    expect(points(counted, 'requests')).toEqual([
      [1000, 4],
      [1002, 1],
    ]);
    expect(points(counted, 'client-errors')).toEqual([
      [1000, 1],
      [1002, 0],
    ]);
    expect(points(counted, 'server-errors')[0]).toEqual([1000, 1]);
  });

  test('tells latency to a few per cent, however long it took', () => {
    const counted = history();
    for (let one = 1; one <= 100; one += 1)
      counted.countRequest({ status: 200, durationInMs: one });
    const of = (name: string): number => points(counted, name)[0]?.[1] ?? 0;
    expect(Math.abs(of('latency-p50') / 50 - 1)).toBeLessThan(0.03);
    expect(Math.abs(of('latency-p95') / 95 - 1)).toBeLessThan(0.03);
    expect(Math.abs(of('latency-p99') / 99 - 1)).toBeLessThan(0.03);
  });

  test('of one request has all percentiles alike', () => {
    const counted = history();
    counted.countRequest({ status: 200, durationInMs: 0 });
    expect(points(counted, 'latency-p50')).toEqual(points(counted, 'latency-p99'));
  });

  test('has no points for minutes in which nobody asked, and none outside the window', () => {
    const counted = history();
    expect(points(counted, 'requests')).toEqual([]);
    counted.countRequest({ status: 200, durationInMs: 1 });
    clock += 10 * minute;
    expect(points(counted, 'requests', 1005 * minute)).toEqual([]);
    expect(points(counted, 'requests', 1000.5 * minute)).toHaveLength(1);
  });

  test('forgets what is older than a day', () => {
    const counted = history();
    counted.countRequest({ status: 200, durationInMs: 1 });
    clock += 24 * 60 * minute;
    counted.countRequest({ status: 200, durationInMs: 1 });
    expect(points(counted, 'requests')).toEqual([[1000 + 24 * 60, 1]]);
  });
});
