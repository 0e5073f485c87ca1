import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { stayAwake } from './stay-awake.ts';

/** What share of the time the event loop did not wait for events. */
async function utilizationDuring(work: () => Promise<unknown>): Promise<number> {
  const before = performance.eventLoopUtilization();
  await work();
  return performance.eventLoopUtilization(before).utilization;
}

test('it looks for events as long as it is told to, and waits for them then', async () => {
  stayAwake(300);
  expect(await utilizationDuring(() => wait(200))).toBeGreaterThan(0.9);
  await wait(300);
  expect(await utilizationDuring(() => wait(200))).toBeLessThan(0.5);
});

test('it may be told to stop', async () => {
  stayAwake(10_000);
  await wait(5);
  stayAwake(0);
  expect(await utilizationDuring(() => wait(200))).toBeLessThan(0.5);
});
