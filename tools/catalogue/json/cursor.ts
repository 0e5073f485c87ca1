/** A place in a text that comes in chunks. Only the chunk at hand is in memory. */
export interface Cursor {
  readonly chunks: AsyncIterator<string>;
  chunk: string;
  at: number;
}

/** Goes on to the next chunk, which may be empty; `false` at the end of the text. */
export async function refill(cursor: Cursor): Promise<boolean> {
  const { done = false, value = '' } = await cursor.chunks.next();
  cursor.chunk = done ? '' : value;
  cursor.at = 0;
  return !done;
}

/**
 * The next character that is not blank, without passing it.
 *
 * @throws SyntaxError at the end of the text
 */
export async function peek(cursor: Cursor): Promise<string> {
  for (;;) {
    while (cursor.at < cursor.chunk.length) {
      const character = cursor.chunk.charAt(cursor.at);
      if (!' \n\r\t'.includes(character)) return character;
      cursor.at += 1;
    }
    if (!(await refill(cursor))) throw new SyntaxError('The JSON document ends too soon.');
  }
}

/**
 * Passes the next character.
 *
 * @throws SyntaxError when it is another one than expected
 */
export async function expect(cursor: Cursor, expected: string): Promise<string> {
  const character = await peek(cursor);
  if (!expected.includes(character)) {
    throw new SyntaxError(`The JSON document has "${character}" in place of one of ${expected}.`);
  }
  cursor.at += 1;
  return character;
}
