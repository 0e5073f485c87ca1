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

const OPEN = 0x5b;
const CLOSE = 0x5d;
const ZERO = 0x30;
const POINT = 0x2e;
/** `,-` */
const COMMA_AND_MINUS = 0x2c2d;
/** `0.00` */
const ZERO_POINT_ZEROS = 0x302e_3030;
/** `0000` */
const ZEROS = 0x3030_3030;
/** `e-` and `e+` */
const LETTER_E_MINUS = 0x652d;
const LETTER_E_PLUS = 0x652b;

/**
 * Prints numbers as a JSON array, each with few digits that read back as the same float32: nine are always enough,
 * and seven or eight are tried first. The same text as `JSON.stringify` of {@link toShortDouble}, but `-0` stays.
 *
 * Written from the number's own digits: printing the double that has few digits means to find them once more, which
 * takes several times as long. All nine are written four at a time, and those that do not count are written over:
 * how many do is different for each number, and a processor that guesses wrong waits for longer than this takes.
 *
 * @param values are finite
 * @param text has room for {@link mostBytesOf} the values
 * @returns The end.
 */
export function printFloat32s(values: Float32Array, text: Uint8Array, start: number): number {
  const patterns = patternsOf(values);
  const view = new DataView(text.buffer, text.byteOffset, text.byteLength);
  let at = start;
  for (let index = 0; index < values.length; index++) {
    // Within the array, as the loop's condition says.
    const pattern = patterns[index] as number;
    view.setUint16(at, COMMA_AND_MINUS);
    at += 1 + (pattern >>> 31);
    const value = Math.abs(values[index] as number);
    at = printMagnitude(view, at, value, fieldOf(pattern), pattern & 0x7f_ffff);
  }
  // Over the first comma.
  view.setUint8(start, OPEN);
  at = Math.max(at, start + 1);
  view.setUint8(at, CLOSE);
  return at + 1;
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
  text: DataView,
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
  // Nine digits, below 2^30: as integers they are quick to take apart.
  let digits = ((scaled / 100 + 0.5) | 0) * 100;
  if (!isWithin(digits - scaled, below, above)) {
    digits = ((scaled / 10 + 0.5) | 0) * 10;
    if (!isWithin(digits - scaled, below, above)) digits = (scaled + 0.5) | 0;
  }
  return digits < 1e9
    ? printDigits(text, at, digits, exponent)
    : printDigits(text, at, 1e8, exponent + 1);
}

function scale(value: number, power: number): number {
  return power >= 0
    ? value * (powersOfTen[power] as number)
    : value / (powersOfTen[-power] as number);
}

function isWithin(difference: number, below: number, above: number): boolean {
  return difference < above && difference > -below;
}

/** Nine digits, with the point behind the first times 10^`exponent`, in the notation that JavaScript prints it in. */
function printDigits(text: DataView, at: number, digits: number, exponent: number): number {
  const first = (digits / 1e8) | 0;
  const rest = digits - first * 1e8;
  const upper = (rest / 10_000) | 0;
  const middle = fourDigits(upper);
  const last = fourDigits(rest - upper * 10_000);
  const count = last === 0 ? 1 + countLeading(middle) : 5 + countLeading(last);
  if (exponent < 0 && exponent >= -6) {
    text.setUint32(at, ZERO_POINT_ZEROS);
    text.setUint32(at + 4, ZEROS);
    const begin = at + 1 - exponent;
    printNine(text, begin, first, middle, last);
    return begin + count;
  }
  if (exponent >= 0 && exponent < 21) {
    const point = at + exponent + 1;
    if (count > exponent + 1) {
      // Those in front of the point come back by one.
      printNine(text, at + 1, first, middle, last);
      for (let place = at; place < point; place++) text.setUint8(place, text.getUint8(place + 1));
      text.setUint8(point, POINT);
      return at + 1 + count;
    }
    printNine(text, at, first, middle, last);
    for (let zero = at + 9; zero < point; zero++) text.setUint8(zero, ZERO);
    return point;
  }
  // `1.25e-7`, `1e+21`
  printNine(text, at + 1, first, middle, last);
  text.setUint8(at, ZERO + first);
  text.setUint8(at + 1, POINT);
  const end = count === 1 ? at + 1 : at + 1 + count;
  text.setUint16(end, exponent < 0 ? LETTER_E_MINUS : LETTER_E_PLUS);
  return printInteger(text, end + 2, Math.abs(exponent));
}

/** In four bytes, the first digit in the lowest. Each step takes apart all that it has at once. */
function fourDigits(value: number): number {
  const hundreds = (value * 5243) >>> 19;
  const pairs = hundreds | ((value - hundreds * 100) << 16);
  const tens = ((pairs * 103) >>> 10) & 0x000f_000f;
  return tens | ((pairs - tens * 10) << 8);
}

/** How many of four digits there are without the zeros at their end. */
function countLeading(digits: number): number {
  return 4 - (Math.clz32(digits) >>> 3);
}

function printNine(text: DataView, at: number, first: number, middle: number, last: number): void {
  text.setUint8(at, ZERO + first);
  text.setUint32(at + 1, middle | ZEROS, true);
  text.setUint32(at + 5, last | ZEROS, true);
}

function printInteger(text: DataView, at: number, value: number): number {
  const end = at + countDigits(value);
  let rest = value | 0;
  for (let place = end - 1; place >= at; place--) {
    const shorter = (rest / 10) | 0;
    text.setUint8(place, ZERO + rest - shorter * 10);
    rest = shorter;
  }
  return end;
}

/** Of an integer below 10^7. */
function countDigits(value: number): number {
  let count = 1;
  for (let limit = 10; value >= limit; limit *= 10) count++;
  return count;
}

function printText(text: DataView, at: number, printed: string): number {
  for (let index = 0; index < printed.length; index++)
    text.setUint8(at + index, printed.charCodeAt(index));
  return at + printed.length;
}
