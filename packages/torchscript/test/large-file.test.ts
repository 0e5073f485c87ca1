import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inspect } from '../src/index.ts';
import type { Model } from '../src/index.ts';
import { tinyBytes, tinyState } from './tiny-model.ts';
import { writeArchive } from './write-archive.ts';
import { dict, global, object, pickle, storage, tensor } from './write-pickle.ts';

const weightBytes = 4.5 * 1024 ** 3;
const rows = weightBytes / 4 / 1024;
let folder: string;
let file: string;
let model: Model;

/** A file with a hole where the weights would be: 4.5 GiB long, a few KiB on disk. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'large-'));
  file = join(folder, 'large.pt');
  const weights = { name: 'tiny/data/0', bytes: '' };
  const head = writeArchive({ records: [weights] }).subarray(0, 64);
  const base = 64 + weightBytes;
  const from = storage({ elements: weightBytes / 4 });
  const state = dict({ ...tinyState, weight: tensor({ shape: [rows, 1024], from }) });
  const rest = tinyBytes({
    data: pickle(object(global('__torch__', 'Tiny'), state)),
    change: {
      'data.pkl': { wide: true },
      'code/__torch__.py': { wide: true },
      'constants.pkl': { wide: true },
      'data/0': {
        absent: true,
        wide: true,
        headerOffset: 0,
        declaredBytes: weightBytes,
        declaredStoredBytes: weightBytes,
      },
      version: { wide: true },
    },
    archive: { base },
  });
  await using handle = await open(file, 'w');
  await handle.write(head, 0, head.byteLength, 0);
  await handle.write(rest, 0, rest.byteLength, base);
  model = await inspect(file);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('reads a file beyond 4 GiB, where only zip64 fields tell sizes and offsets', async () => {
  expect((await stat(file)).size).toBeGreaterThan(2 ** 32);
  expect(model.totals.parameters.bytes).toBe(weightBytes);
  expect(model.tensors[0]).toMatchObject({ name: 'weight', shape: [rows, 1024] });
  expect(model.tensors[0]?.storage).toMatchObject({ bytes: weightBytes, fileOffset: 64 });
});

it('reads a few KiB of it, never the weights', () => {
  expect(model.bytesRead).toBeLessThan(8 * 1024);
});
