import { expect, it } from 'vitest';

import { mergeRanges, type Range } from './merge-ranges.ts';

const merged = (gap: number, ...ranges: readonly (readonly [number, number])[]): readonly Range[] =>
  mergeRanges(
    ranges.map(([offset, length]) => ({ offset, length })),
    gap,
  ).map(({ range }) => range);

it.each([
  [
    'that touch',
    0,
    [
      [0, 10],
      [10, 5],
    ],
    [{ offset: 0, length: 15 }],
  ],
  [
    'that overlap',
    0,
    [
      [0, 10],
      [5, 20],
    ],
    [{ offset: 0, length: 25 }],
  ],
  [
    'one within another',
    0,
    [
      [0, 100],
      [5, 20],
    ],
    [{ offset: 0, length: 100 }],
  ],
  [
    'as far apart as is allowed',
    3,
    [
      [0, 10],
      [13, 1],
    ],
    [{ offset: 0, length: 14 }],
  ],
  [
    'in any order',
    0,
    [
      [10, 5],
      [0, 10],
    ],
    [{ offset: 0, length: 15 }],
  ],
] as const)('joins ranges %s', (_, gap, ranges, joined) => {
  expect(merged(gap, ...ranges)).toEqual(joined);
});

it('keeps ranges apart that are further away', () => {
  expect(merged(2, [13, 1], [0, 10])).toEqual([
    { offset: 0, length: 10 },
    { offset: 13, length: 1 },
  ]);
});

it('tells which ranges each holds', () => {
  const [one, two, three] = [
    { offset: 0, length: 1, id: 1 },
    { offset: 9, length: 1, id: 2 },
    { offset: 1, length: 1, id: 3 },
  ];
  const groups = mergeRanges([one, two, three], 0).map(({ members }) => members);
  expect(groups).toEqual([[one, three], [two]]);
});
