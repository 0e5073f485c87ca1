import { type Cursor, expect, peek } from './cursor.ts';
import { passValue } from './pass-value.ts';

/** One member of an object inside a large document. */
export interface StreamedMember {
  /** The keys on the way to the object: `['terms', 'OnDemand']`. */
  readonly path: readonly string[];
  readonly key: string;
  readonly value: unknown;
}

/**
 * Reads a JSON document of any size and yields each member of the objects at `paths`, in the order of the document.
 * One member at a time is in memory, never the document.
 *
 * @throws SyntaxError when the document is not JSON, as far as it had to be read for that
 */
export async function* streamMembers(
  chunks: AsyncIterable<string>,
  paths: readonly (readonly string[])[],
): AsyncGenerator<StreamedMember> {
  const cursor: Cursor = { chunks: chunks[Symbol.asyncIterator](), chunk: '', at: 0 };
  yield* membersOf(cursor, [], paths);
}

async function* membersOf(
  cursor: Cursor,
  path: readonly string[],
  wanted: readonly (readonly string[])[],
): AsyncGenerator<StreamedMember> {
  const isWanted = wanted.some((one) => isPrefix(path, one) && one.length === path.length);
  await expect(cursor, '{');
  if ((await peek(cursor)) === '}') {
    await expect(cursor, '}');
    return;
  }
  do {
    const key = JSON.parse(await passValue(cursor, true)) as string;
    await expect(cursor, ':');
    const inner = [...path, key];
    if (isWanted) yield { path, key, value: JSON.parse(await passValue(cursor, true)) };
    else if (!wanted.some((one) => isPrefix(inner, one))) await passValue(cursor, false);
    else yield* membersOf(cursor, inner, wanted);
  } while ((await expect(cursor, ',}')) === ',');
}

function isPrefix(path: readonly string[], whole: readonly string[]): boolean {
  return path.every((key, at) => whole[at] === key);
}
