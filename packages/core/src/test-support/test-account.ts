import { applyIntent } from '../apply/apply-intent.ts';
import type { DeployIntent } from '../plan/intent.ts';
import { testContext } from './test-context.ts';
import { type TestRuntime, testRuntime } from './test-runtime.ts';
import { type TestCloud, testCloud, testTarget } from './test-target.ts';

/** A platform, the target on it, and what most tests of the verbs do with them. */
export interface TestAccount {
  readonly cloud: TestCloud;
  readonly target: ReturnType<typeof testTarget>;
  readonly runtime: TestRuntime;
  readonly deployed: (intent: DeployIntent) => Promise<void>;
  /** The digest of what serves under a name. */
  readonly served: (name?: string) => string | undefined;
}

export function testAccount(): TestAccount {
  const cloud = testCloud();
  const runtime = testRuntime();
  cloud.store.clock = runtime.now();
  return {
    cloud,
    runtime,
    target: testTarget(cloud),
    async deployed(intent) {
      await applyIntent({ intent }, testContext({ cloud }));
    },
    served: (name = 'demo') => cloud.endpoints.get(name)?.specDigest,
  };
}
