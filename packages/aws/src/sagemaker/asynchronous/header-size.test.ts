import { describe, expect, test } from 'vitest';

import { headerSize } from './header-size.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('where the JSON of a body ends', () => {
  test.each([
    ['{}', 2],
    ['{"a":{"b":[1,{}]}}', 18],
    ['{"a":"}{"}tensor', 10],
    ['{"a":"\\"}"}', 11],
    ['{"a":"\\\\"}}}', 10],
    ['{"ä":"ö"}x', 11],
  ])('of %j is %i', (text, size) => {
    expect(headerSize(bytes(text))).toBe(size);
  });

  test('is found before bytes that look like JSON', () => {
    const header = bytes('{"outputs":[]}');
    const tensor = new Uint8Array([0x7b, 0x22, 0x7d, 0xff]);
    expect(headerSize(Buffer.concat([header, tensor]))).toBe(header.length);
  });

  test.each(['', 'no JSON', '[1]', '{"a":', '{"a":"}'])('is nowhere in %j', (text) => {
    expect(headerSize(bytes(text))).toBeUndefined();
  });
});
