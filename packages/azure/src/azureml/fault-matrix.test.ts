import { type FaultKind, faultSample, keptDifferences, startAzurite } from '@torchrelay/stand-ins';
import { afterAll, expect, test, vi } from 'vitest';

import { azuremlSubject } from './test-support/fault-matrix/azureml-subject.ts';
import { matrixFiles as files } from './test-support/fault-matrix/matrix-files.ts';

vi.setConfig({ testTimeout: 300_000 });

/** Another sample every day; a failure names it. */
const seed = Number(process.env['TORCHRELAY_FAULT_SEED'] ?? Math.floor(Date.now() / 86_400_000));

/** Faults that are over when the call is repeated share a run; each of the others is a run of its own. */
const callsOf: Readonly<Partial<Record<FaultKind, number>>> = {
  error: 10,
  'cut-after': 10,
  silence: 1,
  deaf: 1,
  'killed-after': 1,
};

const azurite = await startAzurite();
const subject = azuremlSubject(azurite);
const { life, ...differences } = await keptDifferences(subject, files);

afterAll(() => azurite[Symbol.asyncDispose]());

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
  const perKind = (kind: FaultKind): number => callsOf[kind] ?? 0;
  expect(await faultSample({ subject, files, life, seed, perKind })).toEqual([]);
});
