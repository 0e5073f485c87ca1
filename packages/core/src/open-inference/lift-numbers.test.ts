import { describe, expect, test } from 'vitest';
import { parseLiftingNumbers } from './lift-numbers.ts';

const values = Array.from({ length: 2000 }, (_, index) => index / 16 - 50);
const tensor = { name: 'x', shape: [2000], datatype: 'FP32', data: values };

function parse(text: string): unknown {
  return parseLiftingNumbers(new TextEncoder().encode(text));
}

/** What a message holds, with lists for the numbers that were lifted. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, member: unknown) =>
      member instanceof Float64Array ? Array.from(member) : member,
    ),
  );
}

describe('a large message', () => {
  test.each([
    { inputs: [tensor] },
    { outputs: [tensor, { ...tensor, name: 'y' }] },
    { id: 'the "data": [1]', inputs: [{ ...tensor, name: '"data":[1,2]' }] },
    { id: '漢字🦉', inputs: [tensor, { name: 'n', parameters: { binary_data_size: 4 } }] },
    { inputs: [{ data: values.slice(0, 1000), parameters: { a: 1 } }, tensor] },
  ])('holds what JSON.parse finds in it (%#)', (message) => {
    for (const indent of [undefined, 1]) {
      const parsed = parse(JSON.stringify(message, undefined, indent));
      expect(plain(parsed)).toEqual(message);
      const { inputs = [], outputs = [] } = parsed as Record<string, { data: unknown }[]>;
      expect([...inputs, ...outputs][0]?.data).toBeInstanceOf(Float64Array);
    }
  });

  test.each([
    ['numbers that are no tensor', { inputs: [tensor], data: values }],
    [
      'parameters that look like numbers',
      { inputs: [{ ...tensor, parameters: { data: values } }] },
    ],
    ['nested numbers', { inputs: [{ ...tensor, data: [values] }] }],
    ['texts', { inputs: [{ ...tensor, data: values.map(String) }] }],
    ['booleans', { inputs: [{ ...tensor, data: values.map((value) => value > 0) }] }],
    ['no object', [tensor]],
  ])('with %s is parsed as a whole', (_what, message) => {
    expect(parse(JSON.stringify(message))).toBeUndefined();
  });

  const text = JSON.stringify({ inputs: [tensor] });
  test.each([
    ['cut off', text.slice(0, -1)],
    ['cut off in its numbers', text.slice(0, 5000)],
    ['with a rest', `${text}]`],
    ['given twice', text.replace('"data"', '"data":[1],"data"')],
    ['without a colon', text.replace('"data":', '"data"')],
    ['with words', text.replace(',1.5,', ',NaN,')],
    ['with integers of 64 bits', text.replace(',1.5,', ',9007199254740993,')],
  ])('that is %s is left to who says what is wrong', (_what, changed) => {
    expect(changed).not.toBe(text);
    expect(parse(changed)).toBeUndefined();
  });

  test('that is not UTF-8 is left to who says so', () => {
    const bytes = Buffer.from(text);
    bytes[bytes.indexOf('"x"') + 1] = 0xff;
    expect(parseLiftingNumbers(bytes)).toBeUndefined();
  });
});

test('a small message is not worth it', () => {
  expect(parse('{"inputs":[{"name":"x","data":[1,2]}]}')).toBeUndefined();
});
