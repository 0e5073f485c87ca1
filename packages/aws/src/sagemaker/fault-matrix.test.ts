import {
  type FaultKind,
  faultSample,
  keptDifferences,
  startAddingContainer,
  startSagemaker,
} from '@torchrelay/stand-ins';
import { afterAll, expect, test, vi } from 'vitest';

import { matrixFiles as files } from './test-support/fault-matrix/matrix-files.ts';
import { sagemakerSubject } from './test-support/fault-matrix/sagemaker-subject.ts';

vi.setConfig({ testTimeout: 300_000 });

/** Another sample every day; a failure names it. */
const seed = Number(process.env['TORCHRELAY_FAULT_SEED'] ?? Math.floor(Date.now() / 86_400_000));

/** Faults that are over when the call is repeated share a run; the others need one each. */
const callsOf: Readonly<Partial<Record<FaultKind, number>>> = {
  error: 10,
  throttled: 10,
  'cut-before': 10,
  'cut-after': 10,
  // Each of them takes its time.
  silence: 2,
};

const aws = await startSagemaker({ start: startAddingContainer });
// How often a new role is not known yet is chance.
await aws.trouble({ roleDelay: 0 });
const subject = sagemakerSubject(aws);
const { life, ...differences } = await keptDifferences(subject, files);

afterAll(() => aws[Symbol.asyncDispose]());

test('every remote call of every verb is in the kept list, and nothing else is', () => {
  expect({ unlisted: differences.unlisted, gone: differences.gone }).toEqual({
    unlisted: [],
    gone: [],
  });
});

test('the page says what became of each call', () => {
  expect(differences.isPageTrue).toBe(true);
});

test(`a sample of the calls can be taken down without a promise being broken (TORCHRELAY_FAULT_SEED=${seed})`, async () => {
  const perKind = (kind: FaultKind): number => callsOf[kind] ?? 1;
  expect(await faultSample({ subject, files, life, seed, perKind })).toEqual([]);
});
