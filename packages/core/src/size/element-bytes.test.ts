import { expect, test } from 'vitest';

import { elementBytes, isFloating } from './element-bytes.ts';

test.each([
  ['float32', 4],
  ['bfloat16', 2],
  ['float16', 2],
  ['float8_e4m3fn', 1],
  ['complex64', 8],
  ['int64', 8],
  ['uint8', 1],
  ['bool', 1],
  ['quint4x2', 0.5],
  ['text', 4],
])('an element of %s has %d bytes', (dtype, bytes) => {
  expect(elementBytes(dtype)).toBe(bytes);
});

test('what has a fraction is floating', () => {
  expect(['float16', 'bfloat16', 'complex64'].every(isFloating)).toBe(true);
  expect(['int8', 'bool', 'qint8', 'text'].some(isFloating)).toBe(false);
});
