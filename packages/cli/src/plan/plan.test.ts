import type { Plan } from '@torchrelay/core';
import type { Step } from '@torchrelay/core/target';
import { expect, test } from 'vitest';

import { createStyle } from '../output/style.ts';
import { chooseSymbols } from '../output/symbols.ts';
import { describePlan } from './describe-plan.ts';
import { describeStep } from './describe-step.ts';
import { shortId } from './short-id.ts';

const digest = 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

function step(given: Partial<Step>): Step {
  const empty = { after: [], inputs: {}, changes: [], permissions: [] };
  return { id: 'id', action: 'create', kind: 'endpoint', target: 'resnet50', ...empty, ...given };
}

const base: Plan = {
  version: 1,
  verb: 'deploy',
  provider: 'sagemaker',
  scope: '123/us-east-1',
  name: 'resnet50',
  store: { location: 's3://bucket', exists: true },
  foundation: [],
  steps: [],
  hash: 'sha256:0',
};

const describe = (plan: Partial<Plan>): string =>
  describePlan({ ...base, ...plan }, page).join('\n');

const page = {
  style: createStyle({ isColoured: false }),
  symbols: chooseSymbols({}),
  columns: 80,
  now: Date.parse('2026-11-02T00:00:00Z'),
};

test('nothing to do is one line', () => {
  expect(describe({})).toBe('= resnet50 on sagemaker is as wanted: no change');
});

test('steps have a sign, aligned names, and what changes from what', () => {
  const steps = [
    step({
      action: 'upload',
      kind: 'package',
      target: digest,
      changes: [{ path: 'size', after: 46_900_000 }],
    }),
    step({ action: 'create', kind: 'endpoint config', target: `resnet50-${digest}` }),
    step({
      action: 'update',
      changes: [
        { path: 'instanceType', before: 'ml.g5.xlarge', after: 'ml.p4d.24xlarge' },
        { path: 'config', before: digest, after: { nested: true } },
        { path: 'role', before: 'a' },
        { path: 'new', after: 'b' },
      ],
    }),
    step({ action: 'verify' }),
    step({ action: 'delete', kind: 'model' }),
    step({ action: 'record', kind: 'release', target: 'names/resnet50/releases/000012.json' }),
  ];
  const bucket = step({ action: 'create', kind: 'bucket', target: 'torchrelay-123' });
  expect(describe({ steps, foundation: [bucket] })).toMatchInlineSnapshot(`
    "Plan for resnet50 on sagemaker
      + create  bucket           torchrelay-123
      + upload  package          0123456789ab           46.9 MB
      + create  endpoint config  resnet50-0123456789ab
      ~ update  endpoint         resnet50
          instanceType: ml.g5.xlarge -> ml.p4d.24xlarge
          config: 0123456789ab -> {"nested":true}
          role: a -> none
      ? verify  endpoint         resnet50
      - delete  model            resnet50
      + record  release          12
    4 to add, 1 to change, 1 to delete"
  `);
});

test('what no step says stands below them, wrapped', () => {
  const notes = [
    { code: 'ENDPOINT_SHARED', message: `The endpoint stays: ${'word '.repeat(20)}.` },
  ];
  const text = describe({ steps: [step({ action: 'delete' })], notes });
  expect(text.split('\n').slice(2)).toEqual([
    `! The endpoint stays: ${'word '.repeat(11).trim()}`,
    expect.stringMatching(/^ *word/) as string,
    '',
    '0 to add, 0 to change, 1 to delete',
  ]);
  expect(describe({ notes }).split('\n')[1]).toMatch(/^! The endpoint stays/);
});

test('digests are cut to what tells them apart, wherever they stand', () => {
  expect(shortId(`config/${digest}/x`)).toBe('config/0123456789ab/x');
  expect(shortId(digest.replace('sha256:', ''))).toBe('0123456789ab');
  expect(shortId('resnet50')).toBe('resnet50');
});

test('a step is named by what it does to what', () => {
  expect(describeStep(step({ target: digest }))).toBe('create endpoint 0123456789ab');
  const release = {
    action: 'record',
    kind: 'release',
    target: 'names/a/releases/000003.json',
  } as const;
  expect(describeStep(step(release))).toBe('record release 3');
});
