import { expect, test } from 'vitest';

import type { TensorDatatype } from '../target/signature.ts';
import { numbersOf } from './numbers-of.ts';

const numbers = [0, 1, -2.5, Number.POSITIVE_INFINITY, Number.NaN];

test.each<[TensorDatatype, Uint8Array]>([
  ['FP64', new Uint8Array(new Float64Array(numbers).buffer)],
  ['FP32', new Uint8Array(new Float32Array(numbers).buffer)],
  // IEEE 754 half precision, and the upper halves of single precision, by hand.
  ['FP16', new Uint8Array(new Uint16Array([0, 0x3c00, 0xc100, 0x7c00, 0x7e00]).buffer)],
  ['BF16', new Uint8Array(new Uint16Array([0, 0x3f80, 0xc020, 0x7f80, 0x7fc0]).buffer)],
])('the elements of %s are read as doubles', (datatype, bytes) => {
  expect([...numbersOf({ datatype, bytes })]).toEqual(numbers);
});

test('bytes that begin anywhere in a larger buffer are read', () => {
  const whole = new Uint8Array(1 + 8);
  new DataView(whole.buffer).setFloat64(1, 42, true);
  expect([...numbersOf({ datatype: 'FP64', bytes: whole.subarray(1) })]).toEqual([42]);
});

test('no elements give no numbers', () => {
  expect(numbersOf({ datatype: 'FP32', bytes: new Uint8Array() })).toHaveLength(0);
});

test.each<TensorDatatype>(['INT64', 'BOOL', 'BYTES'])('%s is refused', (datatype) => {
  expect(() => numbersOf({ datatype, bytes: new Uint8Array(8) })).toThrow(/not a floating-point/);
});
