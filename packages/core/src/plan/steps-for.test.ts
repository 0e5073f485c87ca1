import { describe, expect, test } from 'vitest';

import { testIntent, testSpec } from '../test-support/test-intent.ts';
import { testStep } from '../test-support/test-target.ts';
import type { Step } from '../target/step.ts';
import { isCoreStep, uploadStep } from './core-steps.ts';
import type { Observed } from './observe.ts';
import { stepsFor } from './steps-for.ts';

const want = testSpec();
const nothing: Observed = {
  scope: 'test',
  store: { location: 'test://store', exists: true },
  live: undefined,
  latest: undefined,
  uploaded: true,
  remembered: false,
};

function ids(own: readonly Step[], observed: Partial<Observed> = {}): readonly string[] {
  const given = { ...nothing, ...observed };
  return stepsFor({ intent: testIntent(), want, observed: given, own }).map(({ id }) => id);
}

const create = testStep('create', 'demo');
const clean = testStep('delete', 'old');
const verify = testStep('verify', 'demo');

describe('core’s own steps', () => {
  test('surround the provider’s, whose order is kept', () => {
    expect(ids([create, verify, clean], { uploaded: false })).toEqual([
      `package/${want.package.digest}`,
      'create demo',
      'verify demo',
      'delete old',
      'release/demo/1',
    ]);
  });

  test('verify where the provider does not, after what it changes', () => {
    expect(ids([create])).toEqual(['create demo', 'verification/demo', 'release/demo/1']);
  });

  test('verify before what is only cleaned away, which may have to be put back', () => {
    expect(ids([clean])).toEqual(['verification/demo', 'delete old', 'release/demo/1']);
  });

  test('are recognised, and nobody else’s are', () => {
    const steps = stepsFor({
      intent: testIntent(),
      want,
      observed: { ...nothing, uploaded: false },
      own: [create, clean],
    });
    const core = steps.filter(isCoreStep).map(({ action }) => action);
    expect(core).toEqual(['upload', 'verify', 'record']);
    const [forget] = stepsFor({
      intent: { verb: 'destroy', name: 'demo' },
      want: undefined,
      observed: { ...nothing, remembered: true },
      own: [],
    });
    expect(forget && isCoreStep(forget)).toBe(true);
  });

  test('are plain data, as a plan is printed and sent', () => {
    const steps = stepsFor({
      intent: testIntent(),
      want,
      observed: { ...nothing, uploaded: false },
      own: [create],
    });
    expect(JSON.parse(JSON.stringify(steps))).toEqual(steps);
  });
});

test('a step to upload says what it brings, how much and where to', () => {
  expect(uploadStep(want)).toMatchObject({
    target: want.package.digest,
    inputs: { prefix: want.package.prefix },
    changes: [{ path: 'size', after: 13 }],
  });
});
