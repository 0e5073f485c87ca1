import { expect, test } from 'vitest';

import { bytesOfPart, layParts } from './part-layout.ts';

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;
const tebibyte = 2 ** 40;

const lay = (size: number, start = '00000'): ReturnType<typeof layParts> =>
  layParts({ size, sha256: start.padEnd(64, 'a') });

test.each([
  1,
  6 * mebibyte + 1,
  gibibyte,
  49 * gibibyte,
  500 * gibibyte,
  5 * tebibyte,
  40 * tebibyte,
])(
  '%i bytes are cut into what S3 takes: at most 10,000 parts of 5 MiB to 5 GiB, together all of it',
  (size) => {
    for (const start of ['00000', '80000', 'fffff']) {
      const layout = lay(size, start);
      expect(layout.count).toBeLessThanOrEqual(10_000);
      expect(layout.partBytes).toBeGreaterThanOrEqual(5 * mebibyte);
      expect(layout.partBytes).toBeLessThanOrEqual(5 * gibibyte);
      const sizes = [1, layout.count].map((number) => bytesOfPart(number, layout));
      expect(Math.min(...sizes)).toBeGreaterThan(0);
      expect((layout.count - 1) * layout.partBytes + bytesOfPart(layout.count, layout)).toBe(size);
    }
  },
);

test('the same content is cut the same everywhere', () => {
  expect(lay(gibibyte, 'abcde')).toEqual(lay(gibibyte, 'abcde'));
});

test('another content of the same size is cut elsewhere', () => {
  expect(lay(gibibyte, 'abcde').partBytes).not.toBe(lay(gibibyte, 'abcdf').partBytes);
});

test('memory is the same for all sizes up to 60 GB, and then one part more and more', () => {
  const inFlight = (size: number): number => {
    const { partBytes, parallel } = lay(size, 'fffff');
    return partBytes * parallel;
  };
  for (const size of [gibibyte, 10 * gibibyte, 60e9]) {
    expect(inFlight(size)).toBeLessThanOrEqual(28 * mebibyte);
  }
  expect(lay(5 * tebibyte).parallel).toBe(1);
});

test('small parts are sent four at once', () => {
  expect(lay(gibibyte, 'fffff').parallel).toBe(4);
});

test('what S3 cannot hold is refused before anything is sent', () => {
  expect(() => lay(49 * tebibyte)).toThrow(
    expect.objectContaining({ code: 'STORE_OBJECT_TOO_LARGE' }),
  );
});
