import type { CodeArgument, CodeFunction } from './code-unit.ts';
import { accept, type Cursor, expectName, expectText, takeExpression } from './cursor.ts';

const branching = new Set(['if', 'while', 'for']);

/** Reads `def name(a: Type=default, …) -> Type:` and skips the body, which is what is indented further. */
export function readFunction(cursor: Cursor): CodeFunction {
  const { indent, line } = expectText(cursor, 'def');
  const name = expectName(cursor).text;
  const args = readArguments(cursor);
  const returns = accept(cursor, '->')
    ? takeExpression(cursor, (token) => token.text === ':')
    : undefined;
  expectText(cursor, ':');
  return { name, arguments: args, returns, line, branches: skipBody(cursor, indent) };
}

function readArguments(cursor: Cursor): readonly CodeArgument[] {
  const args: CodeArgument[] = [];
  expectText(cursor, '(');
  while (cursor.peek().text !== ')') {
    args.push(readArgument(cursor));
    if (!accept(cursor, ',')) break;
  }
  expectText(cursor, ')');
  return args;
}

function readArgument(cursor: Cursor): CodeArgument {
  return {
    name: expectName(cursor).text,
    type: accept(cursor, ':')
      ? takeExpression(cursor, ({ text }) => text === '=' || text === ',')
      : undefined,
    default: accept(cursor, '=') ? takeExpression(cursor, ({ text }) => text === ',') : undefined,
  };
}

/** Lines inside brackets may be indented less, so a line ends a body only outside of them. */
function skipBody(cursor: Cursor, indent: number): boolean {
  let depth = 0;
  let branches = false;
  for (let token = cursor.peek(); token.kind !== 'end'; token = cursor.peek()) {
    if (depth === 0 && token.startsLine && token.indent <= indent) break;
    if ('([{'.includes(token.text)) depth += 1;
    else if (')]}'.includes(token.text)) depth = Math.max(0, depth - 1);
    else if (token.startsLine && branching.has(token.text)) branches = true;
    cursor.next();
  }
  return branches;
}
