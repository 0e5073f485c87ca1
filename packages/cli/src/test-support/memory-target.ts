import { deploy } from '@torchrelay/core';
import type { Deployment, MetricSeries, Target } from '@torchrelay/core/target';
import { addModel, createMemoryCloud, memoryTarget } from '@torchrelay/testing';

const declared = {
  name: 'adder',
  inputs: { x: 'FP32[-1]' },
  outputs: { y: 'FP32[-1]' },
} as const;

/**
 * A target for `--target module:…`: a cloud in memory that lives as long as the command.
 *
 * TEST_CLOUD says what is so of it: `exhausted` has nothing left, `broken-update` has a release that serves and puts
 * it back at the next update, `serving` has one that has been serving for a while, `updated` has had another before,
 * `slow` takes a minute for each thing.
 */
export default async function createTarget(): Promise<Target> {
  const trouble = process.env['TEST_CLOUD'];
  const cloud = createMemoryCloud(trouble === 'slow' ? { slownessInMs: 60_000 } : {});
  const target = memoryTarget({ cloud, style: 'in-place' });
  if (trouble === 'exhausted') {
    for (const type of ['a100-40gb', 'a100-80gb', 'a100-80gb-large']) cloud.exhausted.add(type);
  }
  if (trouble === 'serving') return servingForAWhile(target);
  if (trouble === 'updated') {
    await deploy(addModel(1), target, declared);
    await deploy(addModel(2), target, declared);
  }
  if (trouble === 'broken-update' || trouble === 'alarm') {
    await deploy(addModel(1), target, declared);
    const troubled = trouble === 'alarm' ? cloud.alarms : cloud.rollsBack;
    for (const { id } of cloud.list()) troubled.add(id);
  }
  return target;
}

const minuteInMs = 60_000;

/** Made ten hours ago and ended in eight, with the metrics of one hour: the same however long a test takes. */
async function servingForAWhile(target: Target): Promise<Target> {
  await deploy(addModel(1), target, { ...declared, ttlInMs: 8 * 60 * minuteInMs });
  const { serving } = target;
  if (serving === undefined) throw new Error('a memory target serves');
  return {
    ...target,
    serving: {
      ...serving,
      doObserve: async (name, call) => aged(await serving.doObserve(name, call)),
      doMetrics: async (_, { until }) => metricsUntil(until),
    },
  };
}

function aged(live: Deployment | undefined): Deployment | undefined {
  return live && { ...live, createdAt: Date.now() - 10 * 60 * minuteInMs };
}

function metricsUntil(until: number): readonly MetricSeries[] {
  const last = Math.floor(until / minuteInMs) * minuteInMs;
  const series = (name: string, unit: string, values: readonly number[]): MetricSeries => ({
    name,
    unit,
    periodInMs: minuteInMs,
    points: values.map((value, index) => ({
      time: last - (values.length - 1 - index) * minuteInMs,
      value,
    })),
  });
  return [
    series('requests', 'count', [0, 120, 240, 480, 960, 840, 1200]),
    series('server-errors', 'count', [0, 0, 0, 2, 0, 0, 0]),
    series('latency-p50', 'ms', [4.2, 4.4, 4.1, 5.3, 8.9, 8.1, 12.6]),
    series('gpu', '%', [0, 8, 15, 31, 62, 55, 78]),
    series('memory', '%', []),
  ];
}
