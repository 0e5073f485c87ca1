import { expect, test } from 'vitest';

import { defaultOutputName, misnumbered } from './output-names.ts';

test('default names carry their index, which Triton reads', () => {
  const names = [0, 1, 2].map(defaultOutputName);
  expect(names).toEqual(['OUTPUT__0', 'OUTPUT__1', 'OUTPUT__2']);
  expect(misnumbered(names)).toEqual([]);
});

test('names without an index go by their order', () => {
  expect(misnumbered(['scores', 'labels'])).toEqual([]);
});

test('one name without an index makes the order count for all', () => {
  expect(misnumbered(['a__1', 'scores'])).toEqual([]);
});

test('numbered names in another order are taken for each other', () => {
  expect(misnumbered(['a__1', 'b__0'])).toEqual([
    { name: 'a__1', index: 0, means: 1 },
    { name: 'b__0', index: 1, means: 0 },
  ]);
});

test('the first pair of underscores counts', () => {
  expect(misnumbered(['a__b__1'])).toEqual([]);
  expect(misnumbered(['a__7'])).toEqual([{ name: 'a__7', index: 0, means: 7 }]);
});

test('an empty index means 0', () => {
  expect(misnumbered(['a__'])).toEqual([]);
  expect(misnumbered(['a__0', 'b__'])).toEqual([{ name: 'b__', index: 1, means: 0 }]);
});
