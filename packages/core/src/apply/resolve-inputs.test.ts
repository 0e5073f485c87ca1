import { describe, expect, test } from 'vitest';

import { failureOf } from '../test-support/failure-of.ts';
import { testStep } from '../test-support/test-target.ts';
import type { Json } from '../target/json.ts';
import type { StepInput } from '../target/step.ts';
import { resolveInputs } from './resolve-inputs.ts';

const outputs = new Map<string, Json>([
  ['role', { arn: 'arn:1', nested: { list: [{ id: 7 }], empty: null } }],
  ['plain', 'text'],
]);

function resolved(inputs: { readonly [name: string]: StepInput }): {
  readonly [name: string]: Json;
} {
  return resolveInputs({ ...testStep('create', 'demo'), inputs }, outputs);
}

describe('the inputs of a step', () => {
  test('that are known are left as they are', () => {
    const inputs = { text: 'a', list: [1, null], nested: { deep: { outputs: 'not a reference' } } };
    expect(resolved(inputs)).toEqual(inputs);
  });

  test('that refer to an earlier step become what it returned', () => {
    expect(
      resolved({
        arn: { outputOf: 'role', path: 'arn' },
        nested: { outputOf: 'role', path: 'nested.list' },
        whole: { outputOf: 'plain', path: '' },
      }),
    ).toEqual({ arn: 'arn:1', nested: [{ id: 7 }], whole: 'text' });
  });

  test('may be null, where that is what the step returned', () => {
    expect(resolved({ empty: { outputOf: 'role', path: 'nested.empty' } })).toEqual({
      empty: null,
    });
  });

  test.each([
    ['a step that has not run', { outputOf: 'later', path: '' }],
    ['a member that was not returned', { outputOf: 'role', path: 'id' }],
    ['a member of a text', { outputOf: 'plain', path: 'length' }],
    ['a member of null', { outputOf: 'role', path: 'nested.empty.id' }],
    ['what every object inherits', { outputOf: 'role', path: 'constructor' }],
  ])('that refer to %s are a defect of the plan', async (_, reference) => {
    const error = await failureOf(() => resolved({ id: reference }));
    expect(error).toMatchObject({
      code: 'PLAN_INVALID',
      data: { step: 'create demo', outputOf: reference.outputOf, path: reference.path },
    });
  });
});
