import { beforeEach, describe, expect, test } from 'vitest';

import type { MetricWindow } from '../target/metrics.ts';
import type { Target } from '../target/target.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { testAccount } from '../test-support/test-account.ts';
import { testIntent } from '../test-support/test-intent.ts';
import { metrics } from './metrics.ts';

let { target, runtime, deployed } = testAccount();
let asked: MetricWindow[] = [];

beforeEach(() => {
  ({ target, runtime, deployed } = testAccount());
  asked = [];
});

const requests = {
  name: 'requests',
  unit: 'count',
  periodInMs: 60_000,
  points: [{ time: 0, value: 7 }],
};

function measuring(): Target {
  const doMetrics = async (_: string, window: MetricWindow): Promise<[typeof requests]> => {
    asked.push(window);
    return [requests];
  };
  return { ...target, serving: { ...target.serving, doMetrics } };
}

describe('metrics', () => {
  test('are of the last hour, unless told otherwise', async () => {
    await deployed(testIntent());
    const now = runtime.now();
    const found = await metrics('demo', measuring(), { runtime });
    expect(asked).toEqual([{ since: now - 3_600_000, until: now }]);
    expect(found).toEqual({
      name: 'demo',
      provider: 'test',
      since: now - 3_600_000,
      until: now,
      series: [requests],
    });
  });

  test('are of the hour before a given end, or of the time that is given', async () => {
    await deployed(testIntent());
    await metrics('demo', measuring(), { until: 10_000_000 });
    await metrics('demo', measuring(), { since: 5, until: 6 });
    expect(asked).toEqual([
      { since: 6_400_000, until: 10_000_000 },
      { since: 5, until: 6 },
    ]);
  });

  test.each([
    [6, 5],
    [5, 5],
    [Number.NaN, 5],
  ])('from %d to %d are refused', async (since, until) => {
    await deployed(testIntent());
    const error = await failureOf(metrics('demo', measuring(), { since, until }));
    expect(error.code).toBe('METRICS_WINDOW_INVALID');
    expect(asked).toEqual([]);
  });

  test('of what is not there, or of a target without any, are refused', async () => {
    expect((await failureOf(metrics('demo', measuring()))).code).toBe('NOT_DEPLOYED');
    await deployed(testIntent());
    expect((await failureOf(metrics('demo', target))).code).toBe('METRICS_UNSUPPORTED');
  });
});
