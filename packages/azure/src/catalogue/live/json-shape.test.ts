import { expect, test } from 'vitest';

import { isRecord, numberOf, recordsOf } from './json-shape.ts';

const url = 'https://prices.example/list';

test('a list holds objects; whatever else is in it is left out', () => {
  expect(recordsOf({ value: [{ a: 1 }, null, 'text', [1]] }, 'value', url)).toEqual([{ a: 1 }]);
});

test.each([undefined, null, 'text', [], {}, { value: {} }])('%j has no list', (answer) => {
  expect(() => recordsOf(answer, 'value', url)).toThrow(
    expect.objectContaining({
      code: 'AZURE_ANSWER_UNEXPECTED',
      message: 'prices.example answered without a list "value".',
    }),
  );
});

test.each([
  [96, 96],
  ['96', 96],
  ['1.5', 1.5],
  ['', undefined],
  ['many', undefined],
  [null, undefined],
  [Number.NaN, undefined],
  ['Infinity', undefined],
])('%j is the number %j', (value, number) => {
  expect(numberOf({ value }, 'value')).toBe(number);
});

test('an array is no record', () => {
  expect([[], null, {}].map(isRecord)).toEqual([false, false, true]);
});
