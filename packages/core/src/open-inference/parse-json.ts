/** A number that `JSON.parse` would round. */
const longInteger = /(?<![\d.])\d{16,}(?![\d.eE])/;

/**
 * Parses JSON as Triton's own parser does, which is a little more than JSON: it writes and reads
 * the bare words NaN and Infinity, and 64-bit integers keep all their digits (they come back as
 * bigints where a number would lose some).
 *
 * The usual text goes through `JSON.parse`; only a text that needs it, through a slower parser.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  if (text.includes('INT64"') && longInteger.test(text)) return parseExactly(text);
  try {
    return JSON.parse(text);
  } catch {
    return parseExactly(text);
  }
}

interface Cursor {
  readonly text: string;
  at: number;
}

const maxDepth = 128;
const whitespace = /[ \t\n\r]*/y;
const numberToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const stringToken = /"[^"\\]*(?:\\.[^"\\]*)*"/sy;
const wordToken = /true|false|null|NaN|-?Inf(?:inity)?/y;

const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['Inf', Infinity],
  ['-Inf', -Infinity],
]);

function parseExactly(text: string): unknown {
  const cursor: Cursor = { text, at: 0 };
  const value = parseValue(cursor, 0);
  take(cursor, whitespace);
  if (cursor.at < text.length) throw unexpected(cursor);
  return value;
}

function parseValue(cursor: Cursor, depth: number): unknown {
  if (depth > maxDepth) throw new SyntaxError(`JSON nested deeper than ${maxDepth} levels`);
  take(cursor, whitespace);
  const first = cursor.text[cursor.at];
  if (first === '[') return parseArray(cursor, depth);
  if (first === '{') return parseObject(cursor, depth);
  if (first === '"') return parseString(cursor);
  const word = take(cursor, wordToken);
  return word === undefined ? parseNumber(cursor) : words.get(word);
}

function parseArray(cursor: Cursor, depth: number): unknown[] {
  const values: unknown[] = [];
  for (const _ of separated(cursor, ']')) values.push(parseValue(cursor, depth + 1));
  return values;
}

function parseObject(cursor: Cursor, depth: number): unknown {
  const entries: [string, unknown][] = [];
  for (const _ of separated(cursor, '}')) {
    take(cursor, whitespace);
    const key = parseString(cursor);
    take(cursor, whitespace);
    expect(cursor, ':');
    entries.push([key, parseValue(cursor, depth + 1)]);
  }
  return Object.fromEntries(entries);
}

/** Steps over the brackets and commas of a list, and gives way where an entry begins. */
function* separated(cursor: Cursor, end: string): Generator<undefined, void> {
  cursor.at += 1;
  take(cursor, whitespace);
  if (cursor.text[cursor.at] === end) {
    cursor.at += 1;
    return;
  }
  while (true) {
    yield;
    take(cursor, whitespace);
    if (cursor.text[cursor.at] === end) break;
    expect(cursor, ',');
  }
  cursor.at += 1;
}

function parseString(cursor: Cursor): string {
  const token = take(cursor, stringToken);
  if (token === undefined) throw unexpected(cursor);
  return String(JSON.parse(token));
}

/** An integer that a double cannot hold becomes a bigint. No datatype has more than 20 digits. */
function parseNumber(cursor: Cursor): number | bigint {
  const token = take(cursor, numberToken);
  if (!token) throw unexpected(cursor);
  const value = Number(token);
  const isLong = token.length <= 24 && /^-?\d+$/.test(token) && !Number.isSafeInteger(value);
  return isLong ? BigInt(token) : value;
}

function take(cursor: Cursor, token: RegExp): string | undefined {
  token.lastIndex = cursor.at;
  const found = token.exec(cursor.text)?.[0];
  if (found !== undefined) cursor.at += found.length;
  return found;
}

function expect(cursor: Cursor, character: string): void {
  if (cursor.text[cursor.at] !== character) throw unexpected(cursor);
  cursor.at += 1;
}

function unexpected({ text, at }: Cursor): SyntaxError {
  if (at >= text.length) return new SyntaxError(`unexpected end after ${at} characters`);
  return new SyntaxError(
    `unexpected ${JSON.stringify(text.slice(at, at + 12))} at character ${at}`,
  );
}
