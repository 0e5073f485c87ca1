import { expect, test } from 'vitest';

import { amount, assignment, duration, oneOf, text, wholeNumber } from './value-type.ts';

test.each([
  ['0', 0],
  ['42', 42],
  ['-1', undefined],
  ['1.5', undefined],
  ['1e3', undefined],
  ['', undefined],
  ['99999999999999999999', undefined],
])('"%s" as a whole number is %s', (given, expected) => {
  expect(wholeNumber('N').parse(given)).toBe(expected);
});

test('a whole number has a smallest', () => {
  expect(wholeNumber('N', { from: 1 }).parse('0')).toBeUndefined();
  expect(wholeNumber('N', { from: 1 }).expects).toBe('a whole number from 1');
});

test.each([
  ['30s', 30_000],
  ['1.5m', 90_000],
  ['12h', 43_200_000],
  ['7d', 604_800_000],
  ['0s', 0],
  ['7', undefined],
  ['d', undefined],
  ['-1d', undefined],
])('"%s" as a duration is %s ms', (given, expected) => {
  expect(duration('TIME').parse(given)).toBe(expected);
});

test.each([
  ['x=1', ['x', '1']],
  ['x=', ['x', '']],
  ['x=a=b', ['x', 'a=b']],
  ['=1', undefined],
  ['x', undefined],
])('"%s" as an assignment is %j', (given, expected) => {
  expect(assignment('NAME=VALUE', '').parse(given)).toEqual(expected);
});

test('a choice is one of those that there are, and says which', () => {
  const colour = oneOf('COLOUR', ['red', 'blue']);
  expect(colour.parse('red')).toBe('red');
  expect(colour.parse('Red')).toBeUndefined();
  expect(colour.expects).toBe('one of red, blue');
});

test('an empty text is none', () => {
  expect(text('NAME').parse('')).toBeUndefined();
  expect(text('NAME').parse('a')).toBe('a');
});

test.each([
  ['40', 40],
  ['0.5', 0.5],
  ['0', 0],
  ['', undefined],
  ['-1', undefined],
  ['1e3', undefined],
  ['$40', undefined],
])('an amount: "%s"', (given, expected) => {
  expect(amount('USD').parse(given)).toBe(expected);
});
