import { expect, test } from 'vitest';

import { suggest } from './suggest.ts';

const commands = ['inspect', 'deploy', 'predict', 'list', 'status', 'destroy'];

test.each([
  ['deplyo', 'deploy'],
  ['delpoy', 'deploy'],
  ['DEPLOY', 'deploy'],
  ['insp', 'inspect'],
  ['sttaus', 'status'],
  ['lst', 'list'],
  ['destory', 'destroy'],
])('"%s" was probably "%s"', (given, expected) => {
  expect(suggest(given, commands)).toBe(expected);
});

test.each(['frobnicate', 'x', 'train', ''])('"%s" is near to nothing', (given) => {
  expect(suggest(given, commands)).toBeUndefined();
});

test('without candidates there is nothing to suggest', () => {
  expect(suggest('deploy', [])).toBeUndefined();
});
