/** Whether elements lie row by row, as in a new tensor; dimensions of size 1 may have any stride. */
export function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let at = shape.length - 1; at >= 0; at -= 1) {
    const size = shape[at] ?? 1;
    if (size !== 1 && strides[at] !== expected) return false;
    expected *= size;
  }
  return true;
}
