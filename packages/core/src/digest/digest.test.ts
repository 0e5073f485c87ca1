import { describe, expect, test } from 'vitest';

import { bytesSource } from '../store/sources.ts';
import type { Call } from '../target/call.ts';
import { asDigest, digestHex, digestOf, hashSource, sha256Hex, shortDigest } from './digest.ts';

describe('a digest', () => {
  // These name immutable cloud resources: should one change, every deployment would be made anew.
  test.each([
    [
      { b: 1, a: [true, null, 'é'] },
      '17c8c6f7f948ee1c9b93b1bc35f6edc29cbaf3022bff7d076d1c4831dd8a44a2',
    ],
    ['x', 'ba2df4903a2c14e86dc3bcca58911b44ac1d2514b7227bf6eb08cfb978f55a1b'],
  ])('of %j is what sha256sum gives for its canonical JSON', (value, hex) => {
    expect(digestOf(value)).toBe(`sha256:${hex}`);
  });

  test('does not depend on the order of keys', () => {
    expect(digestOf({ a: 1, b: { c: 2, d: 3 } })).toBe(digestOf({ b: { d: 3, c: 2 }, a: 1 }));
  });

  test('differs for values that differ in type only', () => {
    const digests = [1, '1', [1], { 1: 1 }, true, null].map((value) => digestOf(value));
    expect(new Set(digests).size).toBe(digests.length);
  });

  test('and its hex digits are made of each other', () => {
    const hex = 'ab'.repeat(32);
    expect(digestHex(asDigest(hex))).toBe(hex);
    expect(digestHex(hex)).toBe(hex);
  });

  test('is shortened to twelve digits for people', () => {
    expect(shortDigest(asDigest('0123456789abcdef'.repeat(4)))).toBe('0123456789ab');
  });
});

describe('SHA-256', () => {
  test('is the one of the standard', () => {
    expect(sha256Hex('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(sha256Hex(new TextEncoder().encode('abc'))).toBe(sha256Hex('abc'));
  });

  test('of a source is that of its bytes, in however many chunks they come', async () => {
    const bytes = new TextEncoder().encode('abcdef');
    const source = {
      size: 6,
      async *read() {
        yield bytes.subarray(0, 1);
        yield bytes.subarray(1, 6);
      },
    };
    expect(await hashSource(source)).toBe(sha256Hex('abcdef'));
  });

  test('is not computed again where the source knows it', async () => {
    const source = { ...bytesSource(new Uint8Array(3)), read: () => expect.fail('was read') };
    expect(await hashSource(source)).toBe(sha256Hex(new Uint8Array(3)));
  });

  test('of a source hands the abort signal on', async () => {
    const { signal } = new AbortController();
    const seen: unknown[] = [];
    const source = {
      size: 0,
      async *read(_offset: number, _length: number, call: Call = {}) {
        seen.push(call.abortSignal);
        yield new Uint8Array();
      },
    };
    await hashSource(source, { abortSignal: signal });
    expect(seen).toEqual([signal]);
  });
});
