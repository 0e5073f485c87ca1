import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { inputsPython } from '../../../test/python.ts';
import type { Interpolation, PictureSize } from '../../target/preprocessing.ts';
import { toGrey } from './convert-colours.ts';
import { decodePicture } from './decode-picture.ts';
import { resizePixels } from './resize-pixels.ts';

const script = fileURLToPath(new URL('../../../test/pictures/random_pictures.py', import.meta.url));
const run = promisify(execFile);

interface RandomPicture {
  readonly file: string;
  /** Pillow's. */
  readonly mode: string;
  readonly size: PictureSize;
  readonly resize: PictureSize;
  readonly interpolation: Interpolation;
}

let folder: string;
let pictures: readonly RandomPicture[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torchrelay-pictures-'));
  await run(inputsPython(), [script, folder, '300', '20261123']);
  pictures = JSON.parse(await readFile(join(folder, 'cases.json'), 'utf8')) as RandomPicture[];
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** How far bytes are from those of Pillow at most. */
async function difference(actual: Uint8Array, file: string): Promise<number> {
  const expected = await readFile(join(folder, file));
  if (expected.length !== actual.length) return Infinity;
  return expected.reduce(
    (most, byte, index) => Math.max(most, Math.abs(byte - (actual[index] ?? NaN))),
    0,
  );
}

test('pictures of every format and mode are read, turned and resized as Pillow does, to the bit', async () => {
  const differing: object[] = [];
  for (const [index, { file, mode, size, resize, interpolation }] of pictures.entries()) {
    const bytes = await readFile(join(folder, file));
    const rgb = await decodePicture({ bytes, place: file, orient: true });
    const differences = {
      sides: rgb.width === size.width && rgb.height === size.height ? 0 : Infinity,
      rgb: await difference(rgb.data, `${index}.rgb`),
      grey: await difference(toGrey(rgb).data, `${index}.grey`),
      resized: await difference(resizePixels(rgb, resize, interpolation).data, `${index}.resized`),
    };
    if (Object.values(differences).some((each) => each !== 0)) {
      differing.push({ file, mode, size, resize, interpolation, ...differences });
    }
  }
  expect(differing).toEqual([]);
  expect(new Set(pictures.map(({ mode }) => mode)).size).toBeGreaterThanOrEqual(7);
});
