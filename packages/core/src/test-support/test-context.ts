import type { ApplyContext } from '../apply/context.ts';
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
  ...given
}: Partial<Pick<ApplyContext, 'abortSignal' | 'confirm' | 'timing'>> & {
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
  const timing = { leaseInMs: 60_000, stepInMs: 60_000, firstRetryInMs: 100 };
  return { cloud, events, target, serving: target.serving, runtime, emit, timing, ...given };
}
