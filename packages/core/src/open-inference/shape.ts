import { describeValue, tensorError, type TensorSite } from './tensor-site.ts';

export type Shape = readonly number[];

/** More than any tensor operation of PyTorch takes; bounds the recursion into nested arrays. */
const maxRank = 64;

/** `[1, 3, 224]` */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** `1 element`, `6 elements` */
export function formatCount(count: number): string {
  return count === 1 ? '1 element' : `${count} elements`;
}

/** The product of the dimensions; 1 for the shape of a scalar, `[]`. */
export function elementCount(shape: Shape): number {
  let count = 1;
  for (const dimension of shape) count *= dimension;
  return count;
}

/** Checks that a value is a shape whose element count can be counted exactly. @returns a copy */
export function checkShape({ site, shape }: { site: TensorSite; shape: unknown }): Shape {
  if (!Array.isArray(shape)) {
    throw tensorError({
      site,
      problem: `expected shape to be an array of dimensions, got ${describeValue(shape)}`,
    });
  }
  if (shape.length > maxRank) {
    throw tensorError({
      site,
      problem: `expected at most ${maxRank} dimensions, got ${shape.length}`,
    });
  }
  const badIndex = shape.findIndex((dimension) => !isDimension(dimension));
  if (badIndex >= 0) {
    throw tensorError({
      site,
      problem: `expected each dimension of the shape to be a whole number from 0 to 2^53 - 1, got ${describeValue(shape[badIndex])}`,
    });
  }
  // An empty dimension does not excuse the others: PyTorch multiplies them all for its strides.
  const size = elementCount(shape.map((dimension) => Math.max(dimension, 1)));
  if (!Number.isSafeInteger(size)) {
    throw tensorError({
      site,
      problem: `the shape ${formatShape(shape)} holds more than 2^53 - 1 elements`,
    });
  }
  return shape.slice();
}

function isDimension(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Checks that there are as many elements as the shape says. */
export function checkCount({
  site,
  shape,
  count,
}: {
  site: TensorSite;
  shape: Shape;
  count: number;
}): void {
  const expected = elementCount(shape);
  if (count === expected) return;
  throw tensorError({
    site,
    problem: `expected ${formatCount(expected)} for shape ${formatShape(shape)}, got ${count}`,
  });
}

/** Element 5 of `[2, 3]` is `[1][2]`. */
export function formatIndex({ index, shape }: { index: number; shape: Shape }): string {
  if (shape.length < 2) return `[${index}]`;
  let rest = index;
  let text = '';
  for (const dimension of shape.toReversed()) {
    text = `[${rest % dimension}]${text}`;
    rest = Math.floor(rest / dimension);
  }
  return text;
}
