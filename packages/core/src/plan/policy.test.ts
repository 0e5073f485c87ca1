import { expect, test } from 'vitest';

import type { Step } from '../target/step.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { testCloud, testTarget } from '../test-support/test-target.ts';
import type { Plan } from './plan.ts';
import { policyOf } from './policy.ts';

const target = testTarget(testCloud());

function step(...permissions: readonly string[]): Step {
  const empty = { after: [], inputs: {}, changes: [] };
  return { id: 'a', action: 'create', kind: 'thing', target: 'a', ...empty, permissions };
}

const plan: Plan = {
  version: 1,
  verb: 'deploy',
  provider: 'test',
  scope: 'test/account',
  name: 'demo',
  store: { location: 'test://store', exists: false },
  foundation: [step('make:Bucket')],
  steps: [step('make:Model', 'make:Endpoint'), step('make:Model')],
  hash: 'sha256:0',
};

test('a policy holds what the target and the steps need, each once', () => {
  const policy = policyOf(plan, {
    ...target,
    permissions: ['read:All'],
    policy: (request) => ({ ...request }),
  });
  expect(policy).toEqual({
    permissions: ['make:Bucket', 'make:Endpoint', 'make:Model', 'read:All'],
    scope: 'test/account',
    name: 'demo',
    storeLocation: 'test://store',
  });
});

test('a target without permissions says so', async () => {
  const error = await failureOf(() => policyOf(plan, target));
  expect(error).toMatchObject({ code: 'POLICY_UNSUPPORTED' });
});
