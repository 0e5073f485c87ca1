import { expect, test } from 'vitest';

import { nearestName } from './nearest-name.ts';

test.each([
  ['imgae', ['image', 'mask'], 'image'],
  ['Image', ['image', 'mask'], 'image'],
  ['input_id', ['input_ids', 'input_mask'], 'input_ids'],
  ['x', ['y'], 'y'],
])('%j among %j means %j', (name, known, expected) => {
  expect(nearestName(name, known)).toBe(expected);
});

test('a name that is like none of them means none', () => {
  expect(nearestName('attention_mask', ['image', 'size'])).toBeUndefined();
  expect(nearestName('x', [])).toBeUndefined();
});
