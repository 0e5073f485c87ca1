import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import type { ImageDeclaration } from '../../src/preprocess/declared/preprocess-declarations.ts';

/** The path of a picture that `make_pictures.py` made. */
export function pictureFile(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** What the real torchvision made of a picture. */
export interface TorchvisionCase {
  readonly picture: string;
  readonly declared: Omit<ImageDeclaration, 'from'>;
  readonly datatype: 'FP32' | 'UINT8';
  /** Of the whole tensor; of a large one every n-th row and column is kept. */
  readonly shape: readonly [number, number, number];
  readonly every: number;
  /** In `tensors.bin`. */
  readonly offset: number;
}

export async function torchvisionCases(): Promise<readonly TorchvisionCase[]> {
  return JSON.parse(await readFile(pictureFile('cases.json'), 'utf8')) as TorchvisionCase[];
}

/** The elements that torchvision gave, as far as they are kept. */
export async function torchvisionElements({
  shape: [channels, height, width],
  every,
  offset,
  datatype,
}: TorchvisionCase): Promise<Float32Array | Uint8Array> {
  const bytes = new Uint8Array(await readFile(pictureFile('tensors.bin'))).buffer;
  const count = channels * Math.ceil(height / every) * Math.ceil(width / every);
  return datatype === 'UINT8'
    ? new Uint8Array(bytes, offset, count)
    : new Float32Array(bytes.slice(offset, offset + count * 4));
}
