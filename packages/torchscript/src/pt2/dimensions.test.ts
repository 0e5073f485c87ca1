import { describe, expect, it } from 'vitest';
import { thrownBy } from '../../test/failure.ts';
import { fixedSizes, readable, shapeOf } from './dimensions.ts';
import type { JsonPart } from './json.ts';

const part = (value: unknown): JsonPart => ({ value, place: 'model.json: ' });
const symbol = (text: string): unknown => ({ as_expr: { expr_str: text, hint: { as_int: 5 } } });

describe('shapes', () => {
  const ranges = part({ s0: { min_val: 2, max_val: 64 }, s1: { min_val: 4, max_val: null } });

  it('hold numbers, and symbols with their bounds', () => {
    const sizes = [
      { as_int: 3 },
      symbol("Symbol('s0', positive=True, integer=True)"),
      symbol('s1'),
      symbol('s2'),
    ];
    expect(shapeOf(part({ sizes }), ranges)).toEqual([
      3,
      { symbol: 's0', min: 2, max: 64 },
      { symbol: 's1', min: 4, max: undefined },
      { symbol: 's2', min: undefined, max: undefined },
    ]);
  });

  it('may be those of a scalar', () => {
    expect(shapeOf(part({ sizes: [] }), ranges)).toEqual([]);
  });

  it.each([[[{ as_int: -1 }]], [[{ as_int: 1.5 }]], [[{}]], [[null]], ['none']])(
    'cannot be %j',
    (sizes) => {
      expect(thrownBy(() => shapeOf(part({ sizes }), ranges)).code).toBe('MODEL_FILE_CORRUPT');
    },
  );

  it('of stored tensors hold no symbols', () => {
    expect(fixedSizes(part([{ as_int: 2 }, { as_int: 0 }]))).toEqual([2, 0]);
    expect(thrownBy(() => fixedSizes(part([symbol('s0')]))).code).toBe('MODEL_FILE_CORRUPT');
  });
});

it.each([
  ["Symbol('s77', positive=True, integer=True)", 's77'],
  ["Mul(Integer(2), Symbol('s77', integer=True))", '2*s77'],
  ["Add(Mul(Integer(2), Symbol('s77', integer=True)), Integer(1))", '2*s77 + 1'],
  ["FloorDiv(Add(Symbol('s0'), Integer(-1)), Integer(2))", '((s0 + -1)//2)'],
  ['2*s0 + 1', '2*s0 + 1'],
  ["Max(Integer(1), Symbol('u0'))", 'Max(1, u0)'],
  ['', ''],
])('%s is read as %s', (expression, text) => {
  expect(readable(expression)).toBe(text);
});

it('is not kept busy by a long expression', () => {
  expect(readable('Add('.repeat(10_000)).length).toBeLessThan(3_000);
});
