/** Bytes of one element by PyTorch's name of its type; 4 for types that are not known here. */
export function elementBytes(dtype: string): number {
  const bits = /(?:float|int|complex|uint)(\d+)/.exec(dtype)?.[1];
  if (bits !== undefined) return Number(bits) / 8;
  return dtype === 'bool' || dtype.startsWith('float8') ? 1 : 4;
}

export function isFloating(dtype: string): boolean {
  return dtype.startsWith('float') || dtype.startsWith('bfloat') || dtype.startsWith('complex');
}
