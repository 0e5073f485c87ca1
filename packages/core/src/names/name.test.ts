import { describe, expect, test } from 'vitest';

import { sha256Hex } from '../digest/digest.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { checkName, nameFrom } from './name.ts';

const rule = /^(?=.{3,32}$)[a-z]([a-z0-9]|-(?=[a-z0-9]))*$/;

/** Texts of all kinds: the same ones in every run. */
function texts(count: number): readonly string[] {
  const alphabet = Array.from('abzAZ019-_. /\\é🦊İß"\n\u0000');
  return Array.from({ length: count }, (_, seed) => {
    const hash = sha256Hex(String(seed));
    const length = Number.parseInt(hash.slice(0, 2), 16) % 64;
    const pick = (at: number): string => {
      const byte = Number.parseInt(sha256Hex(`${hash}${at}`).slice(0, 4), 16);
      return alphabet[byte % alphabet.length] ?? '';
    };
    return Array.from({ length }, (__, at) => pick(at)).join('');
  });
}

describe('checking a name', () => {
  test.each(['abc', 'a-1', 'resnet50', 'a'.repeat(32), 'x-y-z'])('accepts %s', (name) => {
    expect(checkName(name)).toBe(name);
  });

  test.each([
    ['too short', 'ab'],
    ['too long', 'a'.repeat(33)],
    ['starting with a digit', '1abc'],
    ['starting with a hyphen', '-abc'],
    ['ending with a hyphen', 'abc-'],
    ['with two hyphens together', 'a--b'],
    ['with capitals', 'Abc'],
    ['with an underscore', 'a_b'],
    ['with a path in it', '../abc'],
    ['with a line break at the end', 'abc\n'],
    ['that is empty', ''],
  ])('refuses one %s, and proposes one that is accepted', async (_, name) => {
    const { code, hint } = await failureOf(() => checkName(name));
    expect(code).toBe('NAME_INVALID');
    const proposed = /Use "([^"]*)"/.exec(hint ?? '')?.[1] ?? '';
    expect(checkName(proposed)).toBe(proposed);
  });
});

describe('a name made from a text', () => {
  test('is always valid', () => {
    for (const text of texts(3000)) expect(nameFrom(text), JSON.stringify(text)).toMatch(rule);
  });

  test('is one that checkName accepts', () => {
    for (const text of texts(300)) expect(checkName(nameFrom(text))).toBe(nameFrom(text));
  });

  test('is left as it is where it is valid', () => {
    for (const text of texts(300)) expect(nameFrom(nameFrom(text))).toBe(nameFrom(text));
  });

  test.each([
    ['ResNet50_v2.1', 'resnet50-v2-1'],
    ['__model', 'model'],
    ['2024-yolo', 'yolo'],
    ['ab', 'model-ab'],
    ['', 'model'],
    ['日本', 'model'],
    ['a - b', 'a-b'],
  ])('from %j is %s', (text, name) => {
    expect(nameFrom(text)).toBe(name);
  });

  test('that is too long is cut, and ends with a hash of the whole', () => {
    expect(nameFrom('my-very-long-model-name-that-goes-on-and-on')).toBe(
      'my-very-long-model-name-3f24290d',
    );
  });

  test('differs for long texts that differ at their end only', () => {
    const start = 'a-model-with-a-very-long-name-in-version';
    const names = Array.from({ length: 1000 }, (_, version) => nameFrom(`${start}-${version}`));
    expect(new Set(names).size).toBe(1000);
  });

  test('is never cut to a hyphen before the hash', () => {
    expect(nameFrom(`${'a'.repeat(22)}-${'b'.repeat(20)}`)).toMatch(/^a{22}-[0-9a-f]{8}$/);
  });
});
