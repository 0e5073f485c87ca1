import {
  type Course,
  deploymentCourse,
  type FaultKind,
  faultSample,
  keptDifferences,
  type MatrixFiles,
  startAddingContainer,
  startSagemaker,
  trainingCourse,
} from '@torchrelay/stand-ins';
import { afterAll, describe, expect, test, vi } from 'vitest';

import { matrixFiles, trainingMatrixFiles } from './test-support/fault-matrix/matrix-files.ts';
import { sagemakerSubject } from './test-support/fault-matrix/sagemaker-subject.ts';
import { servingPython } from './test-support/serving-python.ts';

vi.setConfig({ testTimeout: 300_000 });

/** Another sample every day; a failure names it. */
const seed = Number(process.env['TORCHRELAY_FAULT_SEED'] ?? Math.floor(Date.now() / 86_400_000));

/** How many calls of each command are taken down in each way. */
type Sample = Readonly<Record<FaultKind, number>>;

/** Faults that are over when the call is repeated share a run; the others need one each. */
const ofDeployments: Sample = {
  error: 4,
  throttled: 4,
  'cut-before': 4,
  'cut-after': 4,
  // Each of them takes its time: two a day, so that three days have all.
  silence: everyThirdDay(0),
  down: everyThirdDay(1),
  deaf: everyThirdDay(2),
  expired: everyThirdDay(0),
  'killed-before': everyThirdDay(1),
  'killed-after': everyThirdDay(2),
};

function everyThirdDay(offset: number): number {
  return (seed + offset) % 3 === 0 ? 1 : 0;
}

/** Their life is longer, and half of it is a deployment. */
const ofJobs: Sample = {
  error: 2,
  throttled: 0,
  'cut-before': 0,
  'cut-after': 2,
  silence: 0,
  down: 0,
  deaf: 0,
  expired: 0,
  'killed-before': 0,
  'killed-after': everyThirdDay(0),
};

const aws = await startSagemaker({ start: startAddingContainer, trainingPython: servingPython() });
// How often a new role is not known yet is chance.
await aws.trouble({ roleDelay: 0 });
const accounts = { next: 0 };

afterAll(() => aws[Symbol.asyncDispose]());

describe.each<[of: string, course: Course, files: MatrixFiles, sample: Sample]>([
  ['deployments', deploymentCourse, matrixFiles, ofDeployments],
  ['jobs and pipelines', trainingCourse, trainingMatrixFiles, ofJobs],
])('of %s', async (_, course, files, sample) => {
  const subject = sagemakerSubject(aws, course, accounts);
  const { life, ...differences } = await keptDifferences(subject, files);

  test('every remote call of every command is in the kept list, and nothing else is', () => {
    expect({ unlisted: differences.unlisted, gone: differences.gone }).toEqual({
      unlisted: [],
      gone: [],
    });
  });

  test('the page says what became of each call', () => {
    expect(differences.isPageTrue).toBe(true);
  });

  test(`a sample of the calls can be taken down without a promise being broken (TORCHRELAY_FAULT_SEED=${seed})`, async () => {
    const perKind = (kind: FaultKind): number => sample[kind];
    expect(await faultSample({ subject, files, life, seed, perKind })).toEqual([]);
  });
});
