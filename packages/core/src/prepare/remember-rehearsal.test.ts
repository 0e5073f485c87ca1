import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';

import { bytesSource } from '../store/sources.ts';
import type { Rehearsal, RehearsalReport, RehearsalRequest } from '../target/rehearsal.ts';
import { rememberRehearsal } from './remember-rehearsal.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torchrelay-remember-'));
  return () => rm(folder, { recursive: true, force: true });
});

const answer = (bytes: Uint8Array): RehearsalReport => ({
  outcome: 'passed',
  outputs: [{ name: 'y', datatype: 'UINT8', shape: [bytes.length] }],
  answers: [{ name: 'y', datatype: 'UINT8', shape: [bytes.length], bytes }],
  isDeterministic: true,
  batching: 'equal',
  torchVersion: '2.13.0',
  durationInMs: 1,
  peakMemoryBytes: 2 ** 20,
});

const request: RehearsalRequest = {
  model: bytesSource(new Uint8Array(3)),
  examples: [{ name: 'x', datatype: 'UINT8', shape: [2], bytes: Uint8Array.of(1, 2) }],
};

/** Counts how often PyTorch would have been started. */
function machine({
  report = answer(Uint8Array.of(0, 255)),
  fingerprint,
}: { report?: RehearsalReport; fingerprint?: string } = {}): Rehearsal & { runs: number } {
  const made = {
    runs: 0,
    async doRehearse(): Promise<RehearsalReport> {
      made.runs += 1;
      return report;
    },
    ...(fingerprint !== undefined && { doFingerprint: async () => fingerprint }),
  };
  return made;
}

function run({
  rehearsal,
  artifact = 'aa',
  changes = {},
}: {
  rehearsal: Rehearsal;
  artifact?: string;
  changes?: Partial<RehearsalRequest>;
}): Promise<RehearsalReport> {
  const remembered = rememberRehearsal({ rehearsal, folder, hash: async () => artifact });
  return remembered.doRehearse({ ...request, ...changes }, {});
}

test('what has passed is not run again, and is told with every byte', async () => {
  const rehearsal = machine({ fingerprint: 'torch 1' });
  const first = await run({ rehearsal });
  expect(await run({ rehearsal })).toEqual(first);
  expect(rehearsal.runs).toBe(1);
});

test.each<[string, Parameters<typeof run>[0]['changes'], string?]>([
  ['another file', {}, 'bb'],
  [
    'another value',
    { examples: [{ name: 'x', datatype: 'UINT8', shape: [2], bytes: Uint8Array.of(1, 3) }] },
  ],
  [
    'another shape of the same bytes',
    { examples: [{ name: 'x', datatype: 'UINT8', shape: [1, 2], bytes: Uint8Array.of(1, 2) }] },
  ],
  ['another name of an output', { outputNames: ['z'] }],
])('%s is run', async (_, changes = {}, artifact = 'aa') => {
  const rehearsal = machine({ fingerprint: 'torch 1' });
  await run({ rehearsal });
  await run({ rehearsal, changes, artifact });
  expect(rehearsal.runs).toBe(2);
});

test('another PyTorch runs it itself', async () => {
  await run({ rehearsal: machine({ fingerprint: 'torch 1' }) });
  const other = machine({ fingerprint: 'torch 2' });
  await run({ rehearsal: other });
  expect(other.runs).toBe(1);
});

test.each<[string, Parameters<typeof machine>[0]]>([
  ['a machine that cannot say what it is', {}],
  [
    'a failure',
    {
      fingerprint: 'torch 1',
      report: { outcome: 'failed', reason: 'no', hint: 'mend', sharedByEngine: true },
    },
  ],
  ['a large answer', { fingerprint: 'torch 1', report: answer(new Uint8Array(2 ** 20 + 1)) }],
])('%s is tried every time', async (_, made) => {
  const rehearsal = machine(made);
  await run({ rehearsal });
  await run({ rehearsal });
  expect(rehearsal.runs).toBe(2);
});

test('a report that was damaged is as good as none', async () => {
  const rehearsal = machine({ fingerprint: 'torch 1' });
  await run({ rehearsal });
  const [name = ''] = await readdir(join(folder, 'rehearsals'));
  for (const text of ['', '{', 'null', '{"outcome":"passed"}', '{"outcome":"failed"}']) {
    await writeFile(join(folder, 'rehearsals', name), text);
    await run({ rehearsal });
  }
  expect(rehearsal.runs).toBe(6);
});

test('a folder that cannot be written to costs nothing but time', async () => {
  await writeFile(join(folder, 'rehearsals'), 'a file');
  const rehearsal = machine({ fingerprint: 'torch 1' });
  expect(await run({ rehearsal })).toMatchObject({ outcome: 'passed' });
});

test('only the newest reports are kept', async () => {
  const rehearsal = machine({ fingerprint: 'torch 1' });
  await run({ rehearsal });
  const kept = join(folder, 'rehearsals');
  const [first = ''] = await readdir(kept);
  await utimes(join(kept, first), 1, 1);
  for (let n = 0; n < 128; n += 1) await writeFile(join(kept, `${n}.json`), '{}');
  await run({ rehearsal, artifact: 'bb' });
  const names = await readdir(kept);
  expect(names).toHaveLength(128);
  expect(names).not.toContain(first);
});
