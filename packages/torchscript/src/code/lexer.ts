import type { Token } from './token.ts';

/** Reads one token after the other; `next()` returns the kind `end` for ever once there are no more. */
export interface Lexer {
  readonly source: string;
  next(): Token;
}

interface Position {
  at: number;
  line: number;
  lineStart: number;
  /** Where the first token of the line starts; `undefined` until there is one. */
  firstOnLine: number | undefined;
}

const nameStart = /[A-Za-z_]/;
const namePart = /[A-Za-z0-9_]/;
const digit = /[0-9]/;
/** `1e-05`, `0x1F`, `1.`, `2j`. */
const numberPattern =
  /(?:[0-9][0-9A-Za-z_.]*|\.[0-9][0-9A-Za-z_]*)(?:(?<=[0-9.][eE])[+-][0-9]+)?[jJ]?/y;

/** Splits source into tokens without regard to grammar, so it cannot fail. Comments and blanks are skipped. */
export function createLexer(source: string): Lexer {
  const position: Position = { at: 0, line: 1, lineStart: 0, firstOnLine: undefined };
  return { source, next: () => nextToken(source, position) };
}

function nextToken(source: string, position: Position): Token {
  skipBlanks(source, position);
  const start = position.at;
  const startsLine = position.firstOnLine === undefined;
  position.firstOnLine ??= start;
  const { line } = position;
  const indent = position.firstOnLine - position.lineStart;
  const kind = kindAt(source, start);
  const end = endOfToken(source, start, kind);
  if (kind === 'string') countLines(source, { position, start, end });
  position.at = end;
  return { kind, text: source.slice(start, end), start, end, line, indent, startsLine };
}

function skipBlanks(source: string, position: Position): void {
  for (;;) {
    const char = source[position.at];
    if (char === '\n') newLine(position, position.at);
    else if (char === '#') position.at = lineEnd(source, position.at);
    else if (char === '\\' && source[position.at + 1] === '\n') position.at += 2;
    else if (char === ' ' || char === '\t' || char === '\r' || char === '\f') position.at += 1;
    else return;
  }
}

function newLine(position: Position, at: number): void {
  position.at = at + 1;
  position.line += 1;
  position.lineStart = at + 1;
  position.firstOnLine = undefined;
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end === -1 ? source.length : end;
}

function kindAt(source: string, at: number): Token['kind'] {
  const char = source[at];
  if (char === undefined) return 'end';
  if (nameStart.test(char)) return 'name';
  if (digit.test(char) || (char === '.' && digit.test(source[at + 1] ?? ''))) return 'number';
  if ((char === '"' || char === "'") && stringEnd(source, at) !== undefined) return 'string';
  return 'punctuation';
}

function endOfToken(source: string, start: number, kind: Token['kind']): number {
  if (kind === 'end') return start;
  if (kind === 'name') return endOfName(source, start);
  if (kind === 'number') return endOfNumber(source, start);
  if (kind === 'string') return stringEnd(source, start) ?? start + 1;
  return source.startsWith('->', start) ? start + 2 : start + 1;
}

function endOfName(source: string, start: number): number {
  let end = start + 1;
  while (namePart.test(source[end] ?? '')) end += 1;
  return end;
}

function endOfNumber(source: string, start: number): number {
  numberPattern.lastIndex = start;
  numberPattern.test(source);
  return Math.max(start + 1, numberPattern.lastIndex);
}

/** Where a string literal ends, or `undefined` if it does not: then its quote is punctuation. */
function stringEnd(source: string, start: number): number | undefined {
  const quote = source.slice(start, start + 1);
  const triple = source.startsWith(quote.repeat(3), start);
  const close = triple ? quote.repeat(3) : quote;
  let at = start + close.length;
  while (at < source.length) {
    if (source[at] === '\\') at += 2;
    else if (source.startsWith(close, at)) return at + close.length;
    else if (source[at] === '\n' && !triple) return undefined;
    else at += 1;
  }
  return undefined;
}

function countLines(
  source: string,
  { position, start, end }: { position: Position; start: number; end: number },
): void {
  for (
    let at = source.indexOf('\n', start);
    at !== -1 && at < end;
    at = source.indexOf('\n', at + 1)
  ) {
    position.line += 1;
  }
}
