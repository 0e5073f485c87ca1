import { describe, expect, test } from 'vitest';

import { checkKey } from './check-key.ts';

describe('a key', () => {
  test.each([
    'a',
    'names/demo/lease.json',
    'packages/ab12/content/model/1/model.pt',
    'epoch=3-step=100.ckpt',
    'a b, (ü) #1?a&b%2e+.ckpt',
    '..a/b..',
    'a'.repeat(1024),
  ])('%j is taken as it is', (key) => {
    expect(checkKey(key)).toBe(key);
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
    'a\\b',
    'a\0',
    'a\nb',
    '\uD800',
    'a'.repeat(1025),
  ])('%j would leave the store, or be no key on some platform', (key) => {
    expect(() => checkKey(key)).toThrow(
      expect.objectContaining({ code: 'STORE_KEY_INVALID', recovery: 'never' }),
    );
  });
});
