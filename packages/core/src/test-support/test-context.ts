import type { ApplyContext, Timing } from '../apply/context.ts';
import { eventEmitter, type RelayEvent } from '../apply/events.ts';
import { type TestRuntime, testRuntime } from './test-runtime.ts';
import { type TestCloud, testCloud, testTarget } from './test-target.ts';

export interface TestContext extends ApplyContext {
  readonly cloud: TestCloud;
  readonly events: readonly RelayEvent[];
  readonly runtime: TestRuntime;
}

/** What the loop works with, over a platform of the test's own. */
export function testContext({
  cloud = testCloud(),
  actor = 'ada@test',
  timing = {},
  ...given
}: Partial<Pick<ApplyContext, 'abortSignal' | 'confirm'>> & {
  readonly timing?: Partial<Timing>;
  readonly cloud?: TestCloud;
  readonly actor?: string;
} = {}): TestContext {
  const events: RelayEvent[] = [];
  const target = testTarget(cloud);
  const runtime = testRuntime({ actor });
  const emit = eventEmitter({
    provider: 'test',
    name: 'demo',
    now: runtime.now,
    listener: (event) => events.push(event),
  });
  const base = { leaseInMs: 60_000, stepInMs: 60_000, firstRetryInMs: 100, mostPollInMs: 60_000 };
  return {
    cloud,
    events,
    target,
    serving: target.serving,
    runtime,
    emit,
    timing: { ...base, ...timing },
    ...given,
  };
}
