import { createScratch, type Scratch } from './scratch.ts';

/** What a run of numbers in JSON holds, exactly as `JSON.parse` reads them. */
export interface JsonNumbers {
  readonly values: Float64Array;
  /** Behind the closing bracket. */
  readonly end: number;
}

/** 10^0 … 10^22: the powers of ten that a double holds exactly. */
const powersOfTen: Float64Array = Float64Array.from({ length: 23 }, (_, exponent) =>
  Number(`1e${exponent}`),
);
/** Smaller integers are exact, and what one multiplication or division makes of them is rounded once. */
const LARGEST_EXACT = 1e15;
const LONGEST_TOKEN = 40;

const OPEN = 0x5b;
const CLOSE = 0x5d;
const COMMA = 0x2c;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const LETTER_E = 0x65;
const CAPITAL_E = 0x45;

/**
 * Reads a flat array of numbers from UTF-8 text, without making strings, numbers or lists of them one by one. One
 * long function, since it goes over each byte of a large message: a call for each would cost more than the reading.
 *
 * @returns `undefined` for all that is not such an array, and where a reader of all JSON is needed or is faster.
 */
export function readJsonNumbers(text: Uint8Array, start: number): JsonNumbers | undefined {
  if (text[start] !== OPEN) return undefined;
  let values = scratch.take(256);
  let count = 0;
  let slow = 0;
  let at = skipSpace(text, start + 1);
  while (true) {
    const isNegative = text[at] === MINUS;
    if (isNegative) at++;
    const first = at;
    let mantissa = 0;
    let digit = digitAt(text, at);
    while (digit >= 0) {
      mantissa = mantissa * 10 + digit;
      digit = digitAt(text, ++at);
    }
    // Nothing, or a zero in front of others.
    if (at === first || (at > first + 1 && text[first] === ZERO)) return undefined;
    let exponent = 0;
    if (text[at] === POINT) {
      const point = at;
      digit = digitAt(text, ++at);
      while (digit >= 0) {
        mantissa = mantissa * 10 + digit;
        digit = digitAt(text, ++at);
      }
      exponent = point + 1 - at;
      if (exponent === 0) return undefined;
    }
    if (text[at] === LETTER_E || text[at] === CAPITAL_E) {
      const sign = text[++at];
      if (sign === MINUS || sign === PLUS) at++;
      const begin = at;
      let written = 0;
      digit = digitAt(text, at);
      while (digit >= 0) {
        written = written * 10 + digit;
        digit = digitAt(text, ++at);
      }
      if (at === begin) return undefined;
      exponent += sign === MINUS ? -written : written;
    }
    let value: number;
    if (mantissa < LARGEST_EXACT && exponent >= -22 && exponent <= 22) {
      value = exponent < 0 ? mantissa / power(-exponent) : mantissa * power(exponent);
    } else {
      slow++;
      // Digits that a 64-bit integer has and a double has not; or so many that another way is faster.
      const isInteger = exponent === 0 && mantissa > Number.MAX_SAFE_INTEGER;
      if (isInteger || at - first > LONGEST_TOKEN || slow > 64 + count / 8) return undefined;
      value = Number(String.fromCharCode(...text.subarray(first, at)));
    }
    if (count === values.length) values = grown(values);
    values[count++] = isNegative ? -value : value;
    at = skipSpace(text, at);
    const next = text[at];
    if (next === CLOSE) return { values: values.slice(0, count), end: at + 1 };
    if (next !== COMMA) return undefined;
    at = skipSpace(text, at + 1);
  }
}

/** -1 where there is none. */
function digitAt(text: Uint8Array, at: number): number {
  const digit = (text[at] ?? 0) - ZERO;
  return digit >= 0 && digit <= 9 ? digit : -1;
}

function power(exponent: number): number {
  return powersOfTen[exponent] as number;
}

/** Of JSON: space, tab, line feed, carriage return. */
function skipSpace(text: Uint8Array, start: number): number {
  let at = start;
  while (isSpace(text[at])) at++;
  return at;
}

export function isSpace(character: number | undefined): boolean {
  return character === 0x20 || character === 0x0a || character === 0x0d || character === 0x09;
}

function grown(values: Float64Array): Float64Array {
  const larger = scratch.take(values.length * 2);
  larger.set(values);
  return larger;
}

const scratch: Scratch = createScratch();
