import { type Cursor, peek, refill } from './cursor.ts';

interface Scan {
  depth: number;
  isInString: boolean;
  isEscaped: boolean;
}

/**
 * Passes one value. Its text is returned if it is to be kept; else nothing is held of it, however long it is.
 *
 * @throws SyntaxError when the document ends within it
 */
export async function passValue(cursor: Cursor, isKept: boolean): Promise<string> {
  await peek(cursor);
  const scan: Scan = { depth: 0, isInString: false, isEscaped: false };
  let text = '';
  for (;;) {
    const end = endOfValue(cursor.chunk, cursor.at, scan);
    if (isKept) text += cursor.chunk.slice(cursor.at, end);
    if (end !== undefined) {
      cursor.at = end;
      return text;
    }
    if (!(await refill(cursor))) throw new SyntaxError('The JSON document ends within a value.');
  }
}

/** Where the value ends in this chunk; `undefined` when it goes on in the next. */
function endOfValue(chunk: string, start: number, scan: Scan): number | undefined {
  for (let at = start; at < chunk.length; at += 1) {
    const character = chunk.charCodeAt(at);
    if (scan.isInString) {
      passInString(character, scan);
      if (!scan.isInString && scan.depth === 0) return at + 1;
    } else if (character === quote) {
      scan.isInString = true;
    } else if (character === openObject || character === openArray) {
      scan.depth += 1;
    } else if (character === closeObject || character === closeArray) {
      if (scan.depth === 0) return at;
      scan.depth -= 1;
      if (scan.depth === 0) return at + 1;
    } else if (scan.depth === 0 && (character === comma || character <= space)) {
      return at;
    }
  }
  return undefined;
}

function passInString(character: number, scan: Scan): void {
  if (scan.isEscaped) scan.isEscaped = false;
  else if (character === backslash) scan.isEscaped = true;
  else if (character === quote) scan.isInString = false;
}

const code = (character: string): number => character.charCodeAt(0);
const quote = code('"');
const backslash = code('\\');
const comma = code(',');
const space = code(' ');
const openObject = code('{');
const closeObject = code('}');
const openArray = code('[');
const closeArray = code(']');
