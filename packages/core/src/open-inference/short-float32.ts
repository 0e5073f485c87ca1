/** 10^0 … 10^22: the powers of ten that a double holds exactly. */
const powersOfTen: Float64Array = Float64Array.from({ length: 23 }, (_, exponent) =>
  Number(`1e${exponent}`),
);

/**
 * For each float32 a double that rounds to it and has few digits: 0.1 instead of
 * 0.10000000149011612. Printed, they take half the room.
 */
export function toShortDoubles(values: Float32Array): number[] {
  const doubles: number[] = [];
  for (let index = 0; index < values.length; index++) {
    doubles.push(toShortDouble(values[index] ?? NaN));
  }
  return doubles;
}

/** `value` must be a float32. Nine digits tell any two float32 apart, seven often do. */
export function toShortDouble(value: number): number {
  if (value === 0) return value;
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  for (let digits = 7; digits <= 9; digits++) {
    const candidate = roundedTo({ digits, value, exponent });
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}

/** Arithmetic where the power of ten is exact, text, which is five times slower, elsewhere. */
function roundedTo({
  digits,
  value,
  exponent,
}: {
  digits: number;
  value: number;
  exponent: number;
}): number {
  const scale = powersOfTen[digits - 1 - exponent];
  return scale === undefined
    ? Number(value.toPrecision(digits))
    : Math.round(value * scale) / scale;
}
