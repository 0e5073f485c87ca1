import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { writeGreedyFiles } from './write-greedy-files.ts';
import { openZoo } from './zoo.ts';

const run = promisify(execFile);
const mebibyte = 2 ** 20;

/** What the reader may take, whatever the file: of JavaScript's heap, and of all memory. */
const heap = 256;
const most = 512 * mebibyte;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'greedy-'));
  await writeGreedyFiles(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function inChild(
  script: string,
  ...args: readonly string[]
): Promise<Record<string, unknown>> {
  const path = join(import.meta.dirname, script);
  const { stdout } = await run(process.execPath, [`--max-old-space-size=${heap}`, path, ...args]);
  return JSON.parse(stdout);
}

it.each([
  ['four gigabytes', 'model', 120],
  ['many records', 'model', 256],
  ['too many records', 'entries', 120],
  ['many objects', 'model', 512],
  ['too many objects', 'pickleObjects', 256],
  ['a long text', 'model', 256],
  ['too long a pickle', 'pickleBytes', 120],
  ['long code', 'model', 400],
  ['too long code', 'codeBytes', 120],
  ['many tokens', 'model', 256],
  ['a bomb', 'inflateRatio', 120],
  ['a bomb that lies', 'MODEL_FILE_CORRUPT', 120],
])('%s: %s, in at most %i MiB', async (name, outcome, mebibytes) => {
  const weighed = await inChild('inspect-and-weigh.ts', join(folder, name));
  expect(weighed['outcome']).toBe(outcome);
  expect(weighed['memory']).toBeLessThan(mebibytes * mebibyte);
});

it('hundreds of broken files, one after another, leave nothing behind', async () => {
  await openZoo();
  const { after100, after600 } = await inChild('fuzz/weigh-fuzzing.ts');
  expect(after600).toBeLessThan(most);
  expect(Number(after600) - Number(after100)).toBeLessThan(128 * mebibyte);
});
