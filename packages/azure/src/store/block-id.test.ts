import { createHash } from 'node:crypto';

import { expect, test } from 'vitest';

import { blockId } from './block-id.ts';

const md5 = (text: string): Buffer => createHash('md5').update(text).digest();

test('is the same for the same place and bytes, and another for any other', () => {
  expect(blockId(3, md5('a'))).toBe(blockId(3, md5('a')));
  const ids = [0, 1, 255, 256, 49_999].flatMap((at) => [
    blockId(at, md5('a')),
    blockId(at, md5('b')),
  ]);
  expect(new Set(ids).size).toBe(ids.length);
});

test('has one length for all places, at most the 64 bytes that Blob storage takes', () => {
  const decoded = [0, 49_999].map((at) => Buffer.from(blockId(at, md5('a')), 'base64'));
  expect(decoded.map(({ length }) => length)).toEqual([20, 20]);
});
