import { elementCount, formatCount, formatShape, type Shape } from './shape.ts';
import { tensorError, type TensorSite } from './tensor-site.ts';

/** Whether a shape is one that the model takes, where -1 takes any size. */
export function shapeFits(shape: Shape, wanted: Shape): boolean {
  return (
    shape.length === wanted.length &&
    wanted.every((dimension, axis) => dimension === -1 || dimension === shape[axis])
  );
}

/**
 * The shape of elements that say none themselves: the one the model wants, if it leaves at most
 * one dimension open and the elements fill it.
 */
export function shapeForCount({
  site,
  wanted,
  count,
}: {
  site: TensorSite;
  wanted: Shape;
  count: number;
}): Shape {
  const open = wanted.filter((dimension) => dimension === -1).length;
  const known = elementCount(wanted.filter((dimension) => dimension !== -1));
  if (open > 1 || (open === 1 && known === 0)) {
    throw tensorError({
      site,
      problem: `the model's shape ${formatShape(wanted)} leaves more open than ${formatCount(count)} can tell`,
      hint: 'Give { data, shape }, or nest the arrays as the shape is nested.',
    });
  }
  const fits = open === 0 ? count === known : count % known === 0;
  if (!fits) {
    throw tensorError({
      site,
      problem: `expected ${open === 0 ? formatCount(known) : `a multiple of ${known} elements`} for the model's shape ${formatShape(wanted)}, got ${count}`,
    });
  }
  return wanted.map((dimension) => (dimension === -1 ? count / known : dimension));
}
