import { describe, expect, test } from 'vitest';

import { blobName, normalPrefix } from './blob-name.ts';

describe('a key', () => {
  test.each(['a', 'A-Z_0.9', 'names/demo/lease.json', 'packages/ab12/content/model/1/model.pt'])(
    '%s is the rest of a name',
    (key) => {
      expect(blobName('torchrelay/', key)).toBe(`torchrelay/${key}`);
      expect(blobName('', key)).toBe(key);
    },
  );

  test('may have 512 bytes', () => {
    expect(blobName('', 'a'.repeat(512))).toHaveLength(512);
    expect(() => blobName('', 'a'.repeat(513))).toThrow('no key');
  });

  test.each([
    '',
    '.',
    '..',
    '/a',
    'a/',
    'a//b',
    './a',
    'a/./b',
    '../../etc/passwd',
    'a/..',
    'a?b',
    'a#b',
    'a\\b',
    'a b',
    'a%2e',
    'a\0',
    'ü',
  ])('%j would leave the store, or be another on the wire', (key) => {
    expect(() => blobName('torchrelay/', key)).toThrow(
      expect.objectContaining({ code: 'STORE_KEY_INVALID', recovery: 'never' }),
    );
  });
});

describe('a prefix', () => {
  test.each([
    ['', ''],
    ['/', ''],
    ['torchrelay', 'torchrelay/'],
    ['torchrelay/', 'torchrelay/'],
    ['//a/b//', 'a/b/'],
  ])('%j is written as %j', (given, written) => {
    expect(normalPrefix(given)).toBe(written);
  });
});
