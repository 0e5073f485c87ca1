import { expect, test } from 'vitest';

import { configNameOf, deploymentOf, modelNameOf } from './names.ts';
import { roleNameOf } from './role/role-name.ts';
import { testOffer, testSpec } from './test-support/test-spec.ts';
import { trainingRoleName } from './training/role/training-role-name.ts';

test('a model is named by its deployment and its release', () => {
  expect(modelNameOf(testSpec('one'))).toMatch(/^demo-[0-9a-f]{12}$/);
  expect(modelNameOf(testSpec('one'))).toBe(modelNameOf(testSpec('one')));
  expect(modelNameOf(testSpec('one'))).not.toBe(modelNameOf(testSpec('two')));
});

test('a configuration is named by the type of instance too, and not by their number', () => {
  const name = configNameOf(testSpec('one'));
  expect(name).toMatch(new RegExp(`^${modelNameOf(testSpec('one'))}-[0-9a-f]{6}$`));
  expect(configNameOf(testSpec('one', { instances: 5 }))).toBe(name);
  expect(configNameOf(testSpec('one', { offer: testOffer('ml.p4d.24xlarge') }))).not.toBe(name);
});

test('the longest name of a deployment leaves names that SageMaker takes', () => {
  const name = `${'a'.repeat(31)}b`;
  expect(configNameOf(testSpec('one', { name })).length).toBeLessThanOrEqual(63);
});

test.each([
  ['demo-0123456789ab', 'demo'],
  ['demo-0123456789ab-012345', 'demo'],
  ['demo-2-0123456789ab', 'demo-2'],
  ['demo-0123456789ab-0123456789ab', 'demo-0123456789ab'],
  ['demo', undefined],
  ['demo-0123456789a', undefined],
  ['demo-0123456789AB', undefined],
  ['-0123456789ab', undefined],
])('%s is of %s', (native, deployment) => {
  expect(deploymentOf(native)).toBe(deployment);
});

test('the role of a job is never called as that of a deployment, and IAM takes the longest', () => {
  const region = 'ap-northeast-1';
  expect(trainingRoleName('digits', region)).not.toBe(roleNameOf('job-digits', region));
  const longest = trainingRoleName('a'.repeat(32), region);
  expect(longest).toMatch(/^[\w+=,.@-]{1,64}$/);
});
