import type { CodeAttribute, CodeClass, CodeConstant, CodeFunction } from './code-unit.ts';
import {
  accept,
  type Cursor,
  expectName,
  expectText,
  takeExpression,
  unexpected,
} from './cursor.ts';
import { readFunction } from './read-function.ts';
import { stringValue } from './string-literal.ts';
import type { Token } from './token.ts';

interface Draft {
  parameters: readonly string[];
  buffers: readonly string[];
  readonly attributes: CodeAttribute[];
  readonly constants: CodeConstant[];
  readonly methods: CodeFunction[];
}

/** Reads `class Name(Base):` with its declarations and the headers of its methods. */
export function readClass(cursor: Cursor, qualifier: string): CodeClass {
  const { indent, line } = expectText(cursor, 'class');
  const name = expectName(cursor).text;
  const base = readBase(cursor);
  expectText(cursor, ':');
  const draft: Draft = { parameters: [], buffers: [], attributes: [], constants: [], methods: [] };
  while (isWithin(cursor.peek(), indent)) readMember(cursor, draft);
  return { name: `${qualifier}.${name}`, base, ...draft, place: cursor.place, line };
}

function readBase(cursor: Cursor): string | undefined {
  if (!accept(cursor, '(')) return undefined;
  const base = cursor.peek().text === ')' ? undefined : expectName(cursor).text;
  expectText(cursor, ')');
  return base;
}

function isWithin(token: Token, indent: number): boolean {
  return token.kind !== 'end' && (!token.startsLine || token.indent > indent);
}

function readMember(cursor: Cursor, draft: Draft): void {
  const { text } = cursor.peek();
  if (text === 'def') draft.methods.push(readFunction(cursor));
  else if (text === 'pass') cursor.next();
  else if (text === '__annotations__') readAnnotation(cursor, draft);
  else readDeclaration(cursor, draft);
}

/** `__annotations__["0"] = Type`: an attribute whose name is no identifier. */
function readAnnotation(cursor: Cursor, draft: Draft): void {
  cursor.next();
  if (accept(cursor, '=')) {
    takeExpression(cursor, startsLine);
    return;
  }
  expectText(cursor, '[');
  const name = cursor.next();
  if (name.kind !== 'string') throw unexpected(cursor, name, 'a string');
  expectText(cursor, ']');
  expectText(cursor, '=');
  draft.attributes.push({ name: stringValue(name.text), type: takeExpression(cursor, startsLine) });
}

function readDeclaration(cursor: Cursor, draft: Draft): void {
  const name = expectName(cursor).text;
  if (accept(cursor, ':')) {
    const type = takeExpression(cursor, (token) => token.text === '=' || token.startsLine);
    if (!accept(cursor, '=')) draft.attributes.push({ name, type });
    else draft.constants.push({ name, text: takeExpression(cursor, startsLine) });
    return;
  }
  expectText(cursor, '=');
  if (name === '__parameters__') draft.parameters = readNames(cursor);
  else if (name === '__buffers__') draft.buffers = readNames(cursor);
  else draft.constants.push({ name, text: takeExpression(cursor, startsLine) });
}

function startsLine(token: Token): boolean {
  return token.startsLine;
}

/** `["weight", "bias", ]` */
function readNames(cursor: Cursor): readonly string[] {
  const names: string[] = [];
  expectText(cursor, '[');
  while (!accept(cursor, ']')) {
    const token = cursor.next();
    if (token.kind === 'string') names.push(stringValue(token.text));
    else if (token.text !== ',') throw unexpected(cursor, token, 'a string');
  }
  return names;
}
