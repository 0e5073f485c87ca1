/** 10^0 … 10^22: the powers of ten that a double holds exactly. */
const powersOfTen: Float64Array = Float64Array.from({ length: 23 }, (_, exponent) =>
  Number(`1e${exponent}`),
);

/**
 * For each float32 a double that rounds to it and has few digits: 0.1 instead of
 * 0.10000000149011612. Printed, they take half the room. Each is verified, so where no short one
 * is found (above 10^9, below 10^-13) the number itself stays, long but right.
 */
export function toShortDoubles(values: Float32Array): Float64Array {
  const doubles = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) {
    doubles[index] = toShortDouble(values[index] ?? NaN);
  }
  return doubles;
}

/** `value` must be a float32. Nine digits tell any two float32 apart, seven often do. */
export function toShortDouble(value: number): number {
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  for (let digits = 7; digits <= 9; digits++) {
    const scale = powersOfTen[digits - 1 - exponent];
    if (scale === undefined) continue;
    const candidate = Math.round(value * scale) / scale;
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}
