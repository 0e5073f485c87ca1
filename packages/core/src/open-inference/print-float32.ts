import { toShortDouble } from './short-float32.ts';

/** 10^0 … 10^46: what scales the smallest float32 but the subnormal ones to nine digits. */
const powersOfTen: Float64Array = Float64Array.from({ length: 47 }, (_, exponent) =>
  Number(`1e${exponent}`),
);
/** By the exponent's field of a float32: half the distance to its neighbours. */
const halfGaps: Float64Array = Float64Array.from({ length: 256 }, (_, field) => 2 ** (field - 151));
/** By the same field: the decimal exponent of the smallest number that has it. */
const decimalExponents: Int8Array = Int8Array.from({ length: 256 }, (_, field) =>
  Math.floor((field - 127) * Math.log10(2)),
);

/** More than the rounding of the scaling to nine digits amounts to, far less than half a gap, which is above 2. */
const MARGIN = 1e-6;

/** No number that is printed here takes more, with its comma: `-0.0000012345678`, `-100000000000000000000`. */
const MOST_BYTES_EACH = 24;

/** The exponent's field of an infinity and of what is no number. */
const NOT_FINITE = 0xff;

const ZERO = 0x30;
const POINT = 0x2e;
const MINUS = 0x2d;
const PLUS = 0x2b;
const COMMA = 0x2c;
const LETTER_E = 0x65;

/**
 * Prints numbers as a JSON array, each with few digits that read back as the same float32: nine are always enough,
 * and seven or eight are tried first. The same text as `JSON.stringify` of {@link toShortDouble}, but `-0` stays.
 *
 * Written byte by byte from the number's own digits: printing the double that has few digits means to find them
 * once more, which takes several times as long.
 *
 * @param values are finite
 * @param text has room for {@link mostBytesOf} the values
 * @returns The end.
 */
export function printFloat32s(values: Float32Array, text: Uint8Array, start: number): number {
  const patterns = patternsOf(values);
  text[start] = 0x5b;
  let at = start + 1;
  for (let index = 0; index < values.length; index++) {
    // Within the array, as the loop's condition says.
    const pattern = patterns[index] as number;
    if (index > 0) text[at++] = COMMA;
    if (pattern >>> 31 !== 0) text[at++] = MINUS;
    const value = Math.abs(values[index] as number);
    at = printMagnitude(text, at, value, fieldOf(pattern), pattern & 0x7f_ffff);
  }
  text[at++] = 0x5d;
  return at;
}

export function mostBytesOf(values: Float32Array): number {
  return 2 + values.length * MOST_BYTES_EACH;
}

/** The place of the first number that JSON cannot say, or -1. */
export function findNotFinite(values: Float32Array): number {
  const patterns = patternsOf(values);
  for (let index = 0; index < patterns.length; index++)
    if (fieldOf(patterns[index] as number) === NOT_FINITE) return index;
  return -1;
}

function patternsOf({ buffer, byteOffset, length }: Float32Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length);
}

/** That of the exponent. */
function fieldOf(pattern: number): number {
  return (pattern >>> 23) & NOT_FINITE;
}

function printMagnitude(
  text: Uint8Array,
  at: number,
  value: number,
  field: number,
  fraction: number,
): number {
  if (value < 1e7 && value === Math.trunc(value)) return printInteger(text, at, value);
  // Subnormal: too rare to be fast.
  if (field === 0) return printText(text, at, String(toShortDouble(value)));
  // The table's or the next.
  let exponent = decimalExponents[field] as number;
  let scaled = scale(value, 8 - exponent);
  if (scaled >= 1e9) {
    exponent += 1;
    scaled = scale(value, 8 - exponent);
  }
  const above = scale(halfGaps[field] as number, 8 - exponent) - MARGIN;
  // The neighbour below a power of two is nearer.
  const below = fraction === 0 ? above / 2 : above;
  // Below 2^30: as integers they are quick to take apart.
  let digits = (scaled / 100 + 0.5) | 0;
  let power = exponent - 6;
  if (!isWithin(digits * 100 - scaled, below, above)) {
    digits = (scaled / 10 + 0.5) | 0;
    power = exponent - 7;
    if (!isWithin(digits * 10 - scaled, below, above)) {
      digits = (scaled + 0.5) | 0;
      power = exponent - 8;
    }
  }
  while (digits !== 0 && digits % 10 === 0) {
    digits = (digits / 10) | 0;
    power += 1;
  }
  return printDigits(text, at, digits, power);
}

function scale(value: number, power: number): number {
  return power >= 0
    ? value * (powersOfTen[power] as number)
    : value / (powersOfTen[-power] as number);
}

function isWithin(difference: number, below: number, above: number): boolean {
  return difference < above && difference > -below;
}

/** `digits` * 10^`power`, in the notation that JavaScript prints it in. */
function printDigits(text: Uint8Array, at: number, digits: number, power: number): number {
  const count = countDigits(digits);
  const exponent = power + count - 1;
  if (exponent < -6 || exponent >= 21) return printScientific(text, at, digits, count, exponent);
  if (power >= 0) {
    const end = printInteger(text, at, digits);
    text.fill(ZERO, end, end + power);
    return end + power;
  }
  if (exponent >= 0) {
    const point = at + exponent + 1;
    const rest = printBackwards(text, at + count + 1, -power, digits);
    text[point] = POINT;
    printBackwards(text, point, exponent + 1, rest);
    return at + count + 1;
  }
  text[at] = ZERO;
  text[at + 1] = POINT;
  const end = at + 2 - power;
  printBackwards(text, end, -power, digits);
  return end;
}

/** `1.25e-7`, `1e+21` */
function printScientific(
  text: Uint8Array,
  at: number,
  digits: number,
  count: number,
  exponent: number,
): number {
  let end = at + 1;
  if (count > 1) {
    text[end] = POINT;
    end = at + 1 + count;
  }
  text[at] = ZERO + printBackwards(text, end, count - 1, digits);
  text[end++] = LETTER_E;
  text[end++] = exponent < 0 ? MINUS : PLUS;
  return printInteger(text, end, Math.abs(exponent));
}

function printInteger(text: Uint8Array, at: number, value: number): number {
  const count = countDigits(value);
  printBackwards(text, at + count, count, value);
  return at + count;
}

/** The last `count` digits, with zeros where there are fewer. @returns what is left in front of them. */
function printBackwards(text: Uint8Array, end: number, count: number, value: number): number {
  let rest = value | 0;
  for (let place = end - 1; place >= end - count; place--) {
    const shorter = (rest / 10) | 0;
    text[place] = ZERO + rest - shorter * 10;
    rest = shorter;
  }
  return rest;
}

function countDigits(value: number): number {
  if (value >= 10_000_000) return value >= 100_000_000 ? (value >= 1_000_000_000 ? 10 : 9) : 8;
  let count = 1;
  for (let limit = 10; value >= limit; limit *= 10) count++;
  return count;
}

function printText(text: Uint8Array, at: number, printed: string): number {
  for (let index = 0; index < printed.length; index++) text[at + index] = printed.charCodeAt(index);
  return at + printed.length;
}
