import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { abortedError } from '../errors/torchrelay-error.ts';
import { lookUp, type LookUpRequest } from './look-up.ts';

const start = Date.parse('2026-11-01T00:00:00Z');
let folder: string;
let asked: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torchrelay-look-up-'));
  asked = 0;
});
afterEach(() => rm(folder, { recursive: true }));

/** A look-up whose answers are 1, 2, 3, … */
const counting = (
  at: number,
  changes: Partial<LookUpRequest<number>> = {},
): ReturnType<typeof lookUp<number>> =>
  lookUp<number>({
    folder,
    key: 'prices',
    maxAgeInMs: 1000,
    now: () => start + at,
    load: async () => (asked += 1),
    ...changes,
  });

const failing = { load: () => Promise.reject(new Error('no answer')) };

test('an answer is remembered as long as it may be old, with the time when it was given', async () => {
  const asOf = '2026-11-01T00:00:00.000Z';
  expect(await counting(0)).toEqual({ value: 1, asOf });
  expect(await counting(1000)).toEqual({ value: 1, asOf });
  expect(await counting(1001)).toEqual({ value: 2, asOf: '2026-11-01T00:00:01.001Z' });
});

test('an answer from the future, of a clock that was wrong, is asked for again', async () => {
  await counting(5000);
  expect((await counting(0)).value).toBe(2);
});

test('another key is another answer, whatever characters it has', async () => {
  await counting(0, { key: '../quotas of/me' });
  expect((await counting(0)).value).toBe(2);
  expect((await counting(0, { key: '../quotas of/me' })).value).toBe(1);
  expect((await readdir(folder)).toSorted()).toEqual(['.._quotas_of_me.json', 'prices.json']);
});

test('an old answer comes with the failure when no new one can be had', async () => {
  await counting(0);
  expect(await counting(9000, failing)).toEqual({
    value: 1,
    asOf: '2026-11-01T00:00:00.000Z',
    failure: new Error('no answer'),
  });
  expect((await counting(9001)).value).toBe(2);
});

test('the failure is thrown when there is no old answer', async () => {
  await expect(counting(0, failing)).rejects.toThrow('no answer');
});

test.each([
  ["of Node's", new DOMException('stopped', 'AbortError')],
  ['of ours', abortedError()],
])('an abort %s is not answered with an old answer', async (_, abort) => {
  await counting(0);
  await expect(counting(9000, { load: () => Promise.reject(abort) })).rejects.toBe(abort);
});

test.each([
  'not JSON',
  '{"version":1,"value":7}',
  '{"version":0,"value":7,"asOf":"2026-11-01T00:00:00.000Z"}',
  '{"version":1,"asOf":"2026-11-01T00:00:00.000Z"}',
])('what something else wrote is asked for again: %s', async (text) => {
  await writeFile(join(folder, 'prices.json'), text);
  expect((await counting(0)).value).toBe(1);
});

test('without a folder nothing is remembered', async () => {
  await counting(0, { folder: undefined });
  expect((await counting(0, { folder: undefined })).value).toBe(2);
  expect(await readdir(folder)).toEqual([]);
});

test('a folder that cannot be made only costs asking again', async () => {
  await writeFile(join(folder, 'file'), '');
  const blocked = { folder: join(folder, 'file', 'below') };
  await counting(0, blocked);
  expect((await counting(0, blocked)).value).toBe(2);
});
