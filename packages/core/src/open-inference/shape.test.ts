import { describe, expect, test } from 'vitest';
import { shapeFits, shapeForCount } from './infer-shape.ts';
import { checkShape, elementCount, formatIndex, formatShape } from './shape.ts';
import type { TensorSite } from './tensor-site.ts';

const site: TensorSite = { kind: 'input', name: 'image', code: 'BAD_REQUEST' };

describe('a shape', () => {
  test('counts its elements: one for a scalar, none for an empty dimension', () => {
    expect(elementCount([2, 3, 4])).toBe(24);
    expect(elementCount([])).toBe(1);
    expect(elementCount([5, 0])).toBe(0);
  });

  test('is written with brackets', () => {
    expect(formatShape([1, 3])).toBe('[1, 3]');
    expect(formatShape([])).toBe('[]');
  });

  test('places an element by its flat index', () => {
    expect(formatIndex({ index: 5, shape: [2, 3] })).toBe('[1][2]');
    expect(formatIndex({ index: 23, shape: [2, 3, 4] })).toBe('[1][2][3]');
    expect(formatIndex({ index: 4, shape: [5] })).toBe('[4]');
  });

  test.each([
    [undefined],
    ['2'],
    [[2, -1]],
    [[1.5]],
    [[2, '3']],
    [[null]],
    [[2 ** 53]],
    [[2 ** 30, 2 ** 30]],
    [[2 ** 30, 2 ** 30, 0]],
    [[0, 2 ** 30, 2 ** 30]],
    [Array.from({ length: 65 }, () => 1)],
  ])('is refused as %j', (shape) => {
    expect(() => checkShape({ site, shape })).toThrow('Input "image": ');
  });

  test('says which dimension is wrong', () => {
    expect(() => checkShape({ site, shape: [2, -1] })).toThrowErrorMatchingInlineSnapshot(
      `[WireError: Input "image": expected each dimension of the shape to be a whole number from 0 to 2^53 - 1, got -1.]`,
    );
    expect(() =>
      checkShape({ site, shape: [2 ** 30, 2 ** 30] }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[WireError: Input "image": the shape [1073741824, 1073741824] holds more than 2^53 - 1 elements.]`,
    );
    expect(() => checkShape({ site, shape: { 0: 1 } })).toThrowErrorMatchingInlineSnapshot(
      `[WireError: Input "image": expected shape to be an array of dimensions, got an object.]`,
    );
  });
});

describe('the shape that a model wants', () => {
  test('is met where every dimension is, -1 by any', () => {
    expect(shapeFits([7, 3], [-1, 3])).toBe(true);
    expect(shapeFits([0, 3], [-1, 3])).toBe(true);
    expect(shapeFits([7, 4], [-1, 3])).toBe(false);
    expect(shapeFits([7, 3, 1], [-1, 3])).toBe(false);
    expect(shapeFits([], [])).toBe(true);
  });

  test('is filled by the number of elements if it leaves one dimension open', () => {
    expect(shapeForCount({ site, wanted: [-1, 3], count: 12 })).toEqual([4, 3]);
    expect(shapeForCount({ site, wanted: [2, 3], count: 6 })).toEqual([2, 3]);
    expect(shapeForCount({ site, wanted: [-1, 3], count: 0 })).toEqual([0, 3]);
    expect(shapeForCount({ site, wanted: [], count: 1 })).toEqual([]);
  });

  test('is not guessed', () => {
    const attempt = (wanted: number[], count: number) => () =>
      shapeForCount({ site, wanted, count });
    expect(attempt([-1, -1], 6)).toThrowErrorMatchingInlineSnapshot(
      `[WireError: Input "image": the model's shape [-1, -1] leaves more open than 6 elements can tell.]`,
    );
    expect(attempt([-1, 3], 10)).toThrowErrorMatchingInlineSnapshot(
      `[WireError: Input "image": expected a multiple of 3 elements for the model's shape [-1, 3], got 10.]`,
    );
    expect(attempt([2, 3], 5)).toThrowErrorMatchingInlineSnapshot(
      `[WireError: Input "image": expected 6 elements for the model's shape [2, 3], got 5.]`,
    );
    expect(attempt([-1, 0], 0)).toThrowErrorMatchingInlineSnapshot(
      `[WireError: Input "image": the model's shape [-1, 0] leaves more open than 0 elements can tell.]`,
    );
  });
});
