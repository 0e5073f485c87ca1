import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inspect } from '../src/index.ts';
import type { Model } from '../src/index.ts';
import { writeLargeFile } from './write-large-file.ts';

const weightBytes = 4.5 * 1024 ** 3;
let folder: string;
let file: string;
let written: Awaited<ReturnType<typeof writeLargeFile>>;
let model: Model;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'large-'));
  file = join(folder, 'large.pt');
  written = await writeLargeFile(file, weightBytes);
  model = await inspect(file);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('reads a file beyond 4 GiB, where only zip64 fields tell sizes and offsets', async () => {
  expect((await stat(file)).size).toBeGreaterThan(2 ** 32);
  expect(model.totals.parameters.bytes).toBe(weightBytes);
  expect(model.tensors).toMatchObject([
    {
      name: 'weight',
      shape: written.shape,
      storage: { bytes: weightBytes, fileOffset: written.fileOffset },
    },
  ]);
});

it('reads a few KiB of it, never the weights', () => {
  expect(model.bytesRead).toBeLessThan(8 * 1024);
});

it('has nothing to say against it', () => {
  expect(model.findings).toEqual([]);
});
