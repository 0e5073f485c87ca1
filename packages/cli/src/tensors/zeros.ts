import type { TensorInput } from '@torchrelay/core';
import type { TensorSpec } from '@torchrelay/core/target';

type Nested<Element> = Element | readonly Nested<Element>[];

/** The smallest input of zeros that a model takes: 1 for each size that may vary. */
export function zerosFor({ datatype, shape }: TensorSpec): TensorInput {
  const sizes = smallestShape(shape);
  if (datatype === 'BOOL') return nest(false, sizes);
  if (datatype === 'BYTES') return nest('', sizes);
  return { data: new Uint8Array(elementCount(sizes)), shape: sizes };
}

export function smallestShape(shape: readonly number[]): readonly number[] {
  return shape.map((size) => (size < 0 ? 1 : size));
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The same element all over, in arrays within arrays. */
export function nest<Element>(
  element: Element,
  [size, ...rest]: readonly number[],
): Nested<Element> {
  if (size === undefined) return element;
  return Array.from({ length: size }, () => nest(element, rest));
}
