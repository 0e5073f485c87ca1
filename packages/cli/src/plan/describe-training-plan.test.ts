import { resolve } from 'node:path';

import type { TrainingPlan } from '@torchrelay/core';
import type { Offer } from '@torchrelay/core/target';
import { expect, test } from 'vitest';

import { createStyle } from '../output/style.ts';
import { chooseSymbols } from '../output/symbols.ts';
import { describeTrainingPlan } from './describe-training-plan.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const fact = { known: true, source: 'the price list', asOf: '2026-11-23T11:00:00Z' } as const;
const page = {
  style: createStyle({ isColoured: false }),
  symbols: chooseSymbols({}),
  columns: 80,
  now,
};

const offer: Offer = {
  id: 'us-east-1/ml.p4d.24xlarge',
  instanceType: 'ml.p4d.24xlarge',
  region: 'us-east-1',
  accelerator: { kind: 'A100-40GB', count: 8, memoryBytes: 40 * 2 ** 30 },
  vCpus: 96,
  memoryBytes: 1152 * 2 ** 30,
  interconnectInGbps: 400,
  usdPerHour: { ...fact, value: 25 },
  spotUsdPerHour: { ...fact, value: 10 },
  offeredHere: { ...fact, value: true },
  quotaLeft: { ...fact, value: 4 },
  quotaName: 'ml.p4d.24xlarge for training job usage',
};

function planOf(changes: Partial<TrainingPlan['want']>): TrainingPlan {
  const want: TrainingPlan['want'] = {
    name: 'bert',
    id: 'bert-0123456789ab-2',
    digest: `sha256:${'0'.repeat(64)}`,
    attempt: 2,
    inputPrefix: 'jobs/bert/000002/input/',
    codePrefix: 'code/0/',
    data: {
      text: { kind: 'uri', uri: 's3://corpus/text', mode: 'stream' },
      words: { kind: 'store', prefix: 'data/0/content/', mode: 'copy' },
    },
    environment: {},
    secrets: {},
    offer,
    ladder: [],
    nodes: 2,
    processesPerNode: 8,
    spot: false,
    maxRunTimeInMs: 3 * 3_600_000,
    maxWaitInMs: 24 * 3_600_000,
    checkpointPrefix: 'jobs/bert/000001/checkpoints/',
    outputPrefix: 'jobs/bert/000002/output/',
    providerOptions: {},
    ...changes,
  };
  return {
    version: 1,
    verb: 'train',
    provider: 'sagemaker',
    scope: '123456789012/us-east-1',
    name: 'bert',
    attempt: 2,
    resumes: 1,
    store: { exists: true, location: 's3://bucket' },
    foundation: [],
    steps: [
      {
        id: 'job/bert-0123456789ab-2',
        action: 'create',
        kind: 'job',
        target: 'bert-0123456789ab-2',
        after: [],
        inputs: {},
        changes: [],
        permissions: [],
      },
    ],
    want,
    choice: {
      chosen: want.offer,
      why: 'the only one that fits',
      ladder: [],
      rejected: [],
      notes: [],
    },
    hash: 'h',
  };
}

test('a plan says what starts, on what, from where it goes on, and the most that it can cost', () => {
  expect(describeTrainingPlan(planOf({}), page).join('\n')).toMatchInlineSnapshot(`
    "Plan for training bert on sagemaker: attempt 2
      + create  job  bert-0123456789ab-2

    Starts   8 processes on each of 2 nodes
    Data     text from s3://corpus/text, words from the store
    Begins   where the checkpoints of attempt 1 ended
    Runs on  2 × ml.p4d.24xlarge (8 x A100-40GB) in us-east-1: the only one that
             fits
    Price    $50.00 per hour ($25.00 each); stopped after 3 h, so $150.00 at most
             (the price list, 1 hour ago)
    Quota    4 left of "ml.p4d.24xlarge for training job usage", 2 needed (the price
             list, 1 hour ago)
    Waits    at most 1 d for its nodes

    1 to add, 0 to change, 0 to delete"
  `);
});

test('spot capacity has its own price, and what happens when it is taken away is said', () => {
  const lines = describeTrainingPlan(planOf({ spot: true, nodes: 1 }), page).join('\n');
  expect(lines).toContain('Spot');
  expect(lines).toContain('$10.00 per hour; stopped after 3 h, so $30.00 at most');
});

test('a folder inside the current one is said from there, another as it is', () => {
  const data = {
    near: { kind: 'folder', path: resolve('data', 'digits'), digest: 'sha256:1' },
    far: { kind: 'folder', path: '/srv/far', digest: 'sha256:2' },
  } as const;
  const lines = describeTrainingPlan(planOf({ data }), page).join('\n');
  expect(lines).toContain('near from data/digits, far from /srv/far');
});

test('data that are copied are said to be, and from where', () => {
  const [step] = planOf({}).steps;
  if (step === undefined) throw new Error('The plan has no step.');
  const changes = [{ path: 'copiedFrom', after: 's3://far/images/' }];
  const upload = { ...step, kind: 'training data', inputs: { name: 'images' }, changes };
  const data = { images: { kind: 'store', prefix: 'data/1/content/', mode: 'copy' } } as const;
  const lines = describeTrainingPlan({ ...planOf({ data }), steps: [upload] }, page).join('\n');
  expect(lines).toContain('images from a copy of s3://far/images/');
});

test('a price that nobody knows is said to be unknown', () => {
  const { spotUsdPerHour: _, ...unpriced } = offer;
  const lines = describeTrainingPlan(planOf({ spot: true, offer: unpriced }), page).join('\n');
  expect(lines).toMatch(/Price +unknown: the price of spot capacity is not known; stopped after 3/);
});

test('where nobody can limit the waiting, no limit is told', () => {
  const plan = planOf({});
  const { maxWaitInMs: _, ...want } = plan.want;
  const lines = describeTrainingPlan({ ...plan, want }, page).join('\n');
  expect(lines).toContain('Waits    for its nodes as long as it takes');
  expect(lines).not.toContain('at most 1 d');
});
