import { expect, test } from 'vitest';

import { cropPixels } from './crop-pixels.ts';
import type { Pixels } from './pixels.ts';
import { resizedSize } from './picture-size.ts';

/** Grey, each pixel its own place: 11 is the second of the second row. */
function numbered(width: number, height: number): Pixels {
  const data = Uint8Array.from({ length: width * height }, (_, index) => {
    return Math.floor(index / width) * 10 + (index % width);
  });
  return { width, height, channels: 1, data };
}

const rows = ({ width, data }: Pixels): number[][] =>
  Array.from({ length: data.length / width }, (_, row) =>
    Array.from(data.subarray(row * width, (row + 1) * width)),
  );

test.each([
  // As `int(round(half))` of Python, which rounds halves to even.
  [3, 2, 0],
  [5, 2, 2],
  [7, 2, 2],
  [9, 2, 4],
  [5, 3, 1],
  [4, 4, 0],
])('of %i pixels the centre %i begin at %i', (size, cropped, start) => {
  const { data } = cropPixels(numbered(size, 1), { width: cropped, height: 1 });
  expect(data[0]).toBe(start);
  expect(data).toHaveLength(cropped);
});

test('a picture that is smaller lies in black, with less of it before than after', () => {
  expect(rows(cropPixels(numbered(2, 2), { width: 5, height: 3 }))).toEqual([
    [0, 0, 1, 0, 0],
    [0, 10, 11, 0, 0],
    [0, 0, 0, 0, 0],
  ]);
});

test('one side can be cut off and the other filled', () => {
  expect(rows(cropPixels(numbered(4, 1), { width: 2, height: 3 }))).toEqual([
    [0, 0],
    [1, 2],
    [0, 0],
  ]);
});

test.each([
  [{ width: 640, height: 480 }, 256, { width: 341, height: 256 }],
  [{ width: 480, height: 640 }, 256, { width: 256, height: 341 }],
  [{ width: 100, height: 100 }, 7, { width: 7, height: 7 }],
  [{ width: 500, height: 375 }, 232, { width: 309, height: 232 }],
  [
    { width: 9, height: 5 },
    { width: 3, height: 4 },
    { width: 3, height: 4 },
  ],
])('%o resized to %o is %o', (size, resize, expected) => {
  expect(resizedSize(size, resize)).toEqual(expected);
});
