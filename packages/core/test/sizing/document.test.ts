import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { repository } from '../python.ts';
import { documentTables } from './document-tables.ts';

/** `UPDATE_DOCS=1 npx vitest run --project core packages/core/test/sizing/document.test.ts` writes them anew. */
const isWriting = process.env['UPDATE_DOCS'] === '1';
const path = join(repository, 'docs/sizing.md');

const begin = (name: string): string => `<!-- begin ${name} -->`;
const end = (name: string): string => `<!-- end ${name} -->`;

/** What stands between the marks of a table. */
function placeOf(name: string, text: string): { readonly from: number; readonly to: number } {
  const from = text.indexOf(begin(name));
  const to = text.indexOf(end(name));
  if (from === -1 || to < from) throw new Error(`docs/sizing.md has no place for "${name}"`);
  return { from: from + begin(name).length, to };
}

function write(name: string, table: string): void {
  const text = readFileSync(path, 'utf8');
  const { from, to } = placeOf(name, text);
  writeFileSync(path, text.slice(0, from) + table + text.slice(to));
}

describe('docs/sizing.md', () => {
  test.each(Object.entries(documentTables))('says what the code computes: %s', (name, linesOf) => {
    const table = `\n\n${linesOf().join('\n')}\n\n`;
    if (isWriting) write(name, table);
    const text = readFileSync(path, 'utf8');
    const { from, to } = placeOf(name, text);
    expect(text.slice(from, to)).toBe(table);
  });

  test('has no table that nothing computes', () => {
    const names = readFileSync(path, 'utf8').matchAll(/<!-- begin ([\w-]+) -->/g);
    expect([...names].map(([, name = '']) => name).toSorted()).toEqual(
      Object.keys(documentTables).toSorted(),
    );
  });
});
