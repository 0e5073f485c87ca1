import { describe, expect, test } from 'vitest';

import { blobName, normalPrefix } from './blob-name.ts';

describe('a key', () => {
  test('is the rest of a name', () => {
    const key = 'epoch=3, step 100 (ü) #1?a&b%2e.ckpt';
    expect(blobName('torchrelay/', key)).toBe(`torchrelay/${key}`);
    expect(blobName('', key)).toBe(key);
  });

  test.each(['', '../../etc/passwd', 'a\\b'])('%j would leave the store', (key) => {
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
