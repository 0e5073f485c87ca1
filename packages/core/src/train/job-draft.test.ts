import { expect, test } from 'vitest';

import { failureOf } from '../test-support/failure-of.ts';
import { testOffer } from '../test-support/test-offer.ts';
import { testTraining, trainingTarget } from '../test-support/test-training.ts';
import type { PackedCode } from './code/pack-code.ts';
import type { JobDefinition } from './job-definition.ts';
import { type JobDraft, jobDraft, jobFile, trainSpec } from './job-draft.ts';

const code: PackedCode = {
  digest: `sha256:${'1'.repeat(64)}`,
  archive: new Uint8Array(1),
  files: ['train.py'],
};
const cloud = testTraining();

function draft(changes: Partial<JobDefinition> = {}, packed = code): JobDraft {
  const definition = { name: 'digits', source: 'folder', entry: 'train.py', ...changes };
  return jobDraft({ definition, code: packed, data: [], training: trainingTarget(cloud).training });
}

test.each<Partial<JobDefinition>>([
  { entry: 'other.py' },
  { args: ['x'] },
  { args: [''] },
  { environment: { A: '1' } },
  { secrets: { A: 'b' } },
  { nodes: 2 },
  { gpusPerNode: 1 },
  { processesPerNode: 1 },
  { accelerator: 'cpu' },
  { image: 'mine:1' },
  { providerOptions: { a: 1 } },
])('%j makes another job', (changes) => {
  expect(draft(changes).digest).not.toBe(draft().digest);
});

test.each<Partial<JobDefinition>>([
  { name: 'other' },
  { source: 'elsewhere' },
  { spot: true },
  { maxRunTimeInMs: 1 },
  { maxWaitInMs: 1 },
  { maxUsdPerHour: 1 },
  { excludes: ['dear'] },
  { regions: ['here'] },
  { nodes: 1 },
  { args: [] },
])('%j is the same job: its attempts go on from each other', (changes) => {
  expect(draft(changes).digest).toBe(draft().digest);
});

test('other code, other data and another image of the target make another job', () => {
  const other = { ...code, digest: `sha256:${'2'.repeat(64)}` };
  expect(draft({}, other).digest).not.toBe(draft().digest);
  const before = draft().digest;
  cloud.fingerprint = { image: 'other' };
  expect(draft().digest).not.toBe(before);
  cloud.fingerprint = {};
});

test.each<[changes: Partial<JobDefinition>, message: string]>([
  [{ nodes: 0 }, 'nodes is 0.'],
  [{ gpusPerNode: 1.5 }, 'gpusPerNode is 1.5.'],
  [{ processesPerNode: Number.NaN }, 'processesPerNode is NaN.'],
  [{ maxRunTimeInMs: 0 }, 'maxRunTimeInMs is 0.'],
  [{ maxWaitInMs: -1 }, 'maxWaitInMs is -1.'],
  [{ environment: { '1A': 'x' } }, '"1A" cannot name'],
  [{ environment: { TORCHRELAY_MODEL_DIR: 'x' } }, '"TORCHRELAY_MODEL_DIR" cannot name'],
  [{ secrets: { 'A-B': 'x' } }, '"A-B" cannot name'],
])('%j is refused', async (changes, message) => {
  const failure = await failureOf(() => draft(changes));
  expect(failure).toMatchObject({ code: 'JOB_INVALID', message: expect.stringContaining(message) });
  expect(failure.hint).toBeDefined();
});

test('spot capacity is refused where there is none', async () => {
  cloud.capabilities = { spot: false };
  const failure = await failureOf(() => draft({ spot: true }));
  cloud.capabilities = {};
  expect(failure.message).toBe('This target has no spot capacity.');
});

test('a limit on waiting is refused where nobody keeps it, and left out where nobody asked for one', async () => {
  cloud.capabilities = { limitsWaiting: false };
  const failure = await failureOf(() => draft({ maxWaitInMs: 1000 }));
  const { maxWaitInMs } = draft();
  cloud.capabilities = {};
  expect(failure).toMatchObject({
    code: 'JOB_INVALID',
    message: 'This target cannot limit how long a job waits for its nodes.',
  });
  expect(maxWaitInMs).toBeUndefined();
  expect(draft().maxWaitInMs).toBe(24 * 60 * 60_000);
});

test('an accelerator that nobody knows is refused before anything is asked', async () => {
  expect((await failureOf(() => draft({ accelerator: 'A100:x:y' }))).code).toBe(
    'ACCELERATOR_INVALID',
  );
});

test.each([-1, Number.NaN])('a limit of %d for the price is refused', async (maxUsdPerHour) => {
  const error = await failureOf(() => draft({ maxUsdPerHour }));
  expect(error).toMatchObject({ code: 'PRICE_LIMIT_INVALID', data: { maxUsdPerHour } });
});

test('there is a process for each GPU, or one, or as many as are asked for', () => {
  const gpus = testOffer('gpus', { kind: 'A100-40GB', gpus: 8 });
  const processes = (changes: Partial<JobDefinition>, chosen = gpus): number =>
    trainSpec({ draft: draft(changes), attempt: 1, chosen, ladder: [] }).processesPerNode;
  expect(processes({})).toBe(8);
  expect(processes({}, testOffer('cpu'))).toBe(1);
  expect(processes({ processesPerNode: 2 })).toBe(2);
});

test('names of attempts are at most 63 signs that every platform takes', () => {
  const chosen = testOffer('cpu');
  const long = draft({ name: `a${'b'.repeat(31)}` });
  const { id } = trainSpec({ draft: long, attempt: 999_999, chosen, ladder: [] });
  expect(id).toMatch(/^[a-z0-9-]{1,63}$/);
  expect(id.endsWith('-999999')).toBe(true);
});

test('the file for the nodes holds arguments and settings, and of secrets where they are', () => {
  const one = draft({ args: ['$(x)', ''], environment: { A: 'b' }, secrets: { TOKEN: 'arn' } });
  const spec = trainSpec({ draft: one, attempt: 1, chosen: testOffer('cpu'), ladder: [] });
  expect(jobFile(one, spec)).toEqual({
    version: 1,
    entry: 'train.py',
    arguments: ['$(x)', ''],
    nodes: 1,
    processesPerNode: 1,
    environment: { A: 'b' },
    secrets: { TOKEN: 'arn' },
  });
});
