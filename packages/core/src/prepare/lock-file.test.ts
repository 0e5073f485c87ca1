import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { modelFolder } from '../../test/models.ts';
import { startTorchRehearsal, type TorchRehearsal } from '../../test/torch-rehearsal.ts';
import { readLockEntry, writeLockEntry, type LockEntry } from './lock-file.ts';
import type { ModelOptions } from './model-options.ts';
import { prepareModel, type PreparedModel } from './prepare-model.ts';

let models: string;
let rehearsal: TorchRehearsal;
let folder: string;
let lockFile: string;

beforeAll(async () => {
  models = await modelFolder();
  rehearsal = startTorchRehearsal();
}, 300_000);

afterAll(() => rehearsal.stop());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torchrelay-lock-'));
  lockFile = join(folder, 'torchrelay.lock.json');
  return () => rm(folder, { recursive: true, force: true });
});

function prepare(file: string, options: ModelOptions = {}): Promise<PreparedModel> {
  return prepareModel({
    source: join(models, `${file}.pt`),
    cacheFolder: join(folder, 'cache'),
    lockFile,
    ...options,
  });
}

const entry: LockEntry = {
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 4] }],
  outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 3] }],
  batching: 'equal',
};

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;

/** Changes the one entry that a rehearsal has written. */
async function edit(change: (entry: LockEntry) => object): Promise<void> {
  const lock = JSON.parse(await readFile(lockFile, 'utf8'));
  const [only = ''] = Object.keys(lock.models);
  lock.models[only] = { ...lock.models[only], ...change(lock.models[only]) };
  await writeFile(lockFile, JSON.stringify(lock));
}

test('what a rehearsal found makes the same package where there is no Python', async () => {
  const here = await prepare('traced', { rehearsal, maxBatchSize: 'auto' });
  const there = await prepare('traced', { maxBatchSize: 'auto' });
  expect(there.modelPackage.digest).toBe(here.modelPackage.digest);
  expect(there.modelPackage.signature.outputs[0]?.shape).toEqual([-1, 3]);
});

test('declared inputs and names are kept too', async () => {
  const options = { inputs: { x: 'FP32[-1,4]' }, outputs: ['scores'] };
  const here = await prepare('fixed', { ...options, rehearsal });
  const there = await prepare('fixed');
  expect(there.modelPackage.digest).toBe(here.modelPackage.digest);
  const again = await prepare('fixed', { rehearsal });
  expect(again.modelPackage.digest).toBe(here.modelPackage.digest);
  expect(again.sample?.answers?.map(({ name }) => name)).toEqual(['scores']);
});

test('a rehearsal on another machine does not change what is locked and still holds', async () => {
  await prepare('traced', { rehearsal });
  await edit(() => ({ batching: 'close' }));
  const before = await readFile(lockFile, 'utf8');
  await prepare('traced', { rehearsal, maxBatchSize: 'auto' });
  expect(await readFile(lockFile, 'utf8')).toBe(before);
});

test.each([
  ['outputs that declare otherwise', { outputs: { y: 'FP32[-1,7]' } }, '"y"'],
  [
    'inputs that declare otherwise',
    { inputs: { x: 'FP32[1,4]' } },
    '"x" is FP32[-1,4] in it and declared as FP32[1,4]',
  ],
  ['another number of outputs', { outputs: ['a'] }, 'it has the outputs OUTPUT__0, declared are a'],
])('%s contradict the entry, and the error says the way out', async (_, options, problem) => {
  await prepare('traced', { rehearsal });
  await expect(prepare('traced', options)).rejects.toMatchObject({
    code: 'MODEL_LOCK_CONTRADICTED',
    message: expect.stringContaining(problem),
    hint: expect.stringContaining('Deploy once with a rehearsal'),
  });
});

test('a rehearsal puts a contradicted entry right', async () => {
  await prepare('traced', { rehearsal });
  const declared = { inputs: { x: 'FP32[1,4]' } };
  const here = await prepare('traced', { ...declared, rehearsal });
  const there = await prepare('traced', declared);
  expect(there.modelPackage.digest).toBe(here.modelPackage.digest);
  expect(there.modelPackage.signature.inputs[0]?.shape).toEqual([1, 4]);
});

test('an entry that the file cannot have is refused without a rehearsal and mended with one', async () => {
  await prepare('traced', { rehearsal });
  await edit(() => ({ inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 9] }] }));
  await expect(prepare('traced')).rejects.toMatchObject({
    code: 'MODEL_LOCK_CONTRADICTED',
    message: expect.stringContaining('"x" is FP32[-1,9] in it and traced with FP32[1,4]'),
  });
  await prepare('traced', { rehearsal });
  expect((await prepare('traced')).modelPackage.signature.inputs[0]?.shape).toEqual([-1, 4]);
});

test('an entry with other inputs than the model has is refused', async () => {
  await prepare('traced', { rehearsal });
  await edit(() => ({ inputs: [{ name: 'z', datatype: 'FP32', shape: [-1, 4] }] }));
  await expect(prepare('traced')).rejects.toMatchObject({ code: 'MODEL_LOCK_CONTRADICTED' });
});

test('wrong outputs in an entry are found by the next rehearsal', async () => {
  await prepare('traced', { rehearsal });
  await edit(() => ({ outputs: [{ name: 'OUTPUT__0', datatype: 'INT64', shape: [-1, 3] }] }));
  const { modelPackage } = await prepare('traced', { rehearsal });
  expect(modelPackage.signature.outputs[0]?.datatype).toBe('FP32');
  expect((await prepare('traced')).modelPackage.digest).toBe(modelPackage.digest);
});

test('a renamed copy of the file has the same entry', async () => {
  const { modelPackage } = await prepare('traced', { rehearsal });
  const copy = join(folder, 'copy.pt');
  await copyFile(join(models, 'traced.pt'), copy);
  const other = await prepareModel({ source: copy, lockFile, cacheFolder: folder });
  expect(other.modelPackage.digest).toBe(modelPackage.digest);
});

test('without a rehearsal nothing is written', async () => {
  await prepare('traced', { outputs: { y: 'FP32[1,3]' } });
  expect(await readdir(folder)).not.toContain('torchrelay.lock.json');
});

test('entries stand in the order of their digests, whatever the order of writing', async () => {
  await writeLockEntry(lockFile, digest('b'), entry);
  await writeLockEntry(lockFile, digest('a'), { ...entry, batching: 'differs' });
  const one = await readFile(lockFile, 'utf8');
  await rm(lockFile);
  await writeLockEntry(lockFile, digest('a'), { ...entry, batching: 'differs' });
  await writeLockEntry(lockFile, digest('b'), entry);
  expect(await readFile(lockFile, 'utf8')).toBe(one);
  expect(await readLockEntry(lockFile, digest('b'))).toEqual(entry);
  expect(await readLockEntry(lockFile, digest('c'))).toBeUndefined();
});

test('an entry that says nothing new leaves the file untouched', async () => {
  await writeLockEntry(lockFile, digest('a'), entry);
  const { ino, mtimeMs } = await stat(lockFile);
  await writeLockEntry(lockFile, digest('a'), entry);
  expect(await stat(lockFile)).toMatchObject({ ino, mtimeMs });
});

test.each([
  ['not JSON', '{', 'is not JSON'],
  ['of a later version', '{"lockVersion":2,"models":{}}', 'lockVersion 1'],
  ['of another form', `{"lockVersion":1,"models":{"a":{"inputs":[]}}}`, 'lockVersion 1'],
])('a lock file that is %s is said so, never written over', async (_, text, problem) => {
  await writeFile(lockFile, text);
  await expect(readLockEntry(lockFile, digest('a'))).rejects.toMatchObject({
    code: 'LOCK_FILE_UNREADABLE',
    message: expect.stringContaining(problem),
    hint: expect.stringContaining('Restore it from version control'),
  });
  await expect(writeLockEntry(lockFile, digest('a'), entry)).rejects.toMatchObject({
    code: 'LOCK_FILE_UNREADABLE',
  });
  expect(await readFile(lockFile, 'utf8')).toBe(text);
});
