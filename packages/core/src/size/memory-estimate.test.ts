import { describe, expect, test } from 'vitest';

import { judgeFit, memoryTerm, type MemoryTerm, sumTerms } from './memory-estimate.ts';

function term(bytes: number, range: Partial<MemoryTerm> = {}): MemoryTerm {
  const described = { name: 'a term', formula: 'so many', source: 'a test' } as const;
  return memoryTerm({ ...described, kind: 'computed', bytes, ...range });
}

describe('a term', () => {
  test('is exact unless its range is given', () => {
    expect(term(8)).toMatchObject({ bytes: 8, lowBytes: 8, highBytes: 8 });
    expect(term(8, { lowBytes: 2 })).toMatchObject({ bytes: 8, lowBytes: 2, highBytes: 8 });
  });

  test('is of whole bytes, rounded up', () => {
    expect(term(0.1, { highBytes: 1.5 })).toMatchObject({ bytes: 1, lowBytes: 1, highBytes: 2 });
  });
});

describe('an estimate', () => {
  test('is the sum of its terms, and so is its range', () => {
    const terms = [term(10, { lowBytes: 5, highBytes: 20 }), term(1)];
    expect(sumTerms(terms)).toEqual({
      label: 'estimate',
      terms,
      bytes: 11,
      lowBytes: 6,
      highBytes: 21,
    });
  });

  test('leaves out what takes nothing, and keeps what may take something', () => {
    const possible = term(0, { highBytes: 5 });
    expect(sumTerms([term(0), possible]).terms).toEqual([possible]);
  });

  test('says when it was measured', () => {
    expect(sumTerms([term(1)], 'measured').label).toBe('measured');
  });

  test.each([
    [100, 'fits'],
    [90, 'tight'],
    [80, 'tight'],
    [79, 'too large'],
  ])('of 80, at most 95, in %d bytes: %s', (usable, fit) => {
    expect(judgeFit({ bytes: 80, highBytes: 95 }, usable)).toBe(fit);
  });
});
