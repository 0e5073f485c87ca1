import { expect, test } from 'vitest';

import { sha256Hex } from '../digest/digest.ts';
import { bytesSource, jsonSource, readAll, textSource } from './sources.ts';

const text = async (source: Parameters<typeof readAll>[0]): Promise<string> =>
  new TextDecoder().decode(await readAll(source));

test('a source over bytes gives any range of them, and again', async () => {
  const source = bytesSource(new Uint8Array([0, 1, 2, 3, 4]));
  const range = async (offset: number, length: number): Promise<number[]> => {
    const chunks = await Array.fromAsync(source.read(offset, length));
    return chunks.flatMap((chunk) => [...chunk]);
  };
  expect(source.size).toBe(5);
  expect(await range(1, 3)).toEqual([1, 2, 3]);
  expect(await range(1, 3)).toEqual([1, 2, 3]);
  expect(await range(5, 0)).toEqual([]);
});

test('a source over bytes or text knows their SHA-256 and their length in bytes', async () => {
  expect(textSource('é')).toMatchObject({ size: 2, sha256: sha256Hex('é') });
  expect(bytesSource(new Uint8Array(3)).sha256).toBe(sha256Hex(new Uint8Array(3)));
});

test('all of a source is read, in however many chunks it comes', async () => {
  const source = {
    size: 4,
    async *read() {
      for (const byte of [1, 2, 3, 4]) yield Uint8Array.of(byte);
    },
  };
  expect([...(await readAll(source))]).toEqual([1, 2, 3, 4]);
  expect([...(await readAll(bytesSource(new Uint8Array())))]).toEqual([]);
});

test('JSON is written for people too: indented, and with a final newline', async () => {
  expect(await text(jsonSource({ a: [1] }))).toBe('{\n  "a": [\n    1\n  ]\n}\n');
});
