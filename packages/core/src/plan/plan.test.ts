import { expect, test } from 'vitest';

import { testStep } from '../test-support/test-target.ts';
import { isNoChange, planHash } from './plan.ts';

const plan = { verb: 'deploy', scope: 's', name: 'demo', steps: [] } as const;

// An approval may come from another machine and another version: should this change, it fits no more.
test('the hash of a plan is that of its canonical JSON, as sha256sum gives it', () => {
  expect(planHash(plan)).toBe(
    'sha256:79db4519e1702db9a080e58fa0313be7b2195a749d72c71dd3434819b70f5a25',
  );
});

test('the hash of a plan differs with everything that is approved', () => {
  const a = testStep('create', 'a');
  const b = testStep('create', 'b');
  const plans = [
    plan,
    { ...plan, verb: 'destroy' as const },
    { ...plan, scope: 't' },
    { ...plan, name: 'other' },
    { ...plan, steps: [a] },
    { ...plan, steps: [a, b] },
    { ...plan, steps: [b, a] },
    { ...plan, steps: [{ ...a, inputs: { size: 1 } }] },
    { ...plan, steps: [{ ...a, changes: [{ path: 'size' }] }] },
    { ...plan, steps: [{ ...a, permissions: ['demo:Create'] }] },
  ];
  expect(new Set(plans.map(planHash)).size).toBe(plans.length);
});

test('a plan without steps changes nothing, and one with steps does', () => {
  expect(isNoChange(plan)).toBe(true);
  expect(isNoChange({ steps: [testStep('create', 'a')] })).toBe(false);
});
