import { corrupt } from '../refusals.ts';
import { createLexer } from './lexer.ts';
import type { Token } from './token.ts';

/** A lexer with one token of foresight, and an ear for those who want to see every token pass. */
export interface Cursor {
  readonly source: string;
  readonly place: string;
  peek(): Token;
  next(): Token;
}

export function createCursor(
  source: string,
  place: string,
  onToken: (token: Token) => void = () => {},
): Cursor {
  const lexer = createLexer(source);
  let ahead = lexer.next();
  return {
    source,
    place,
    peek: () => ahead,
    next: () => {
      const token = ahead;
      onToken(token);
      ahead = lexer.next();
      return token;
    },
  };
}

export function unexpected({ place }: Cursor, token: Token, wanted: string): Error {
  const found = token.kind === 'end' ? 'its end' : `'${token.text.slice(0, 40)}'`;
  return corrupt(`The code ${place} has ${found} in line ${token.line}, where ${wanted} belongs.`, {
    place: `${place}:${token.line}`,
  });
}

export function expectText(cursor: Cursor, text: string): Token {
  const token = cursor.next();
  if (token.text !== text) throw unexpected(cursor, token, `'${text}'`);
  return token;
}

export function expectName(cursor: Cursor): Token {
  const token = cursor.next();
  if (token.kind !== 'name') throw unexpected(cursor, token, 'a name');
  return token;
}

/** Consumes the next token if it is `text`. */
export function accept(cursor: Cursor, text: string): boolean {
  if (cursor.peek().text !== text) return false;
  cursor.next();
  return true;
}

const opening = new Set(['(', '[', '{']);
const closing = new Set([')', ']', '}']);

/**
 * Consumes an expression up to, but without, a token for which `stop` holds outside of all brackets,
 * a closing bracket of the surroundings, or the end. Returns it as written, blanks squeezed.
 */
export function takeExpression(cursor: Cursor, stop: (token: Token) => boolean): string {
  const first = cursor.peek();
  let end = first.start;
  let depth = 0;
  for (let token = first; token.kind !== 'end'; token = cursor.peek()) {
    if (depth === 0 && (stop(token) || closing.has(token.text))) break;
    if (opening.has(token.text)) depth += 1;
    if (closing.has(token.text)) depth -= 1;
    end = cursor.next().end;
  }
  return squeeze(cursor.source.slice(first.start, end));
}

/** One blank for line breaks and their indentation; what is in string literals stays, they have none. */
function squeeze(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .join(' ');
}
