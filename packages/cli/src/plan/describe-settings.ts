import type { Setting } from '../config/setting.ts';
import type { Page } from '../output/page.ts';
import { formatTable } from '../output/table.ts';
import { truncate } from '../output/width.ts';

const leastValue = 12;

/** Where each value came from; nothing where the command line says it all. */
export function describeSettings(
  settings: readonly Setting[],
  { style, columns, symbols }: Page,
): string[] {
  const isPlain = settings.every(({ source }) => source === 'command-line' || source === 'default');
  if (isPlain) return [];
  const rows = settings.map(({ name, value, source, place }) => ({
    name,
    value: textOf(value),
    by: place ?? source,
  }));
  const widthOf = (texts: readonly string[]): number =>
    Math.max(...texts.map(({ length }) => length));
  const others = widthOf(rows.map(({ name }) => name)) + widthOf(rows.map(({ by }) => by)) + 4;
  const room = Math.max(leastValue, columns - others);
  return [
    ...formatTable({
      columns: ['setting', 'value', 'said by'].map((title) => ({ title })),
      rows: rows.map(({ name, value, by }) => [name, truncate(value, room, symbols.more), by]),
      paintTitle: style.dim,
    }),
    '',
  ];
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
