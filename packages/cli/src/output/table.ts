import { padEnd, padStart, widthOf, wrap } from './width.ts';

export interface Column {
  readonly title: string;
  /** @default 'left' */
  readonly align?: 'left' | 'right';
}

/** Aligned columns, two spaces apart, without trailing blanks. */
export function formatTable({
  columns,
  rows,
  paintTitle = (title) => title,
}: {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly paintTitle?: (title: string) => string;
}): string[] {
  const titles = columns.map(({ title }) => title);
  const widths = titles.map((title, index) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(row[index] ?? ''))),
  );
  const format = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => {
        const pad = columns[index]?.align === 'right' ? padStart : padEnd;
        return pad(cell, widths[index] ?? 0);
      })
      .join('  ')
      .trimEnd();
  return [paintTitle(format(titles)), ...rows.map(format)];
}

/** `key  value` lines with aligned values, which go on below themselves where `columns` says how wide lines may be. */
export function formatPairs(
  pairs: readonly (readonly [key: string, value: string])[],
  paintKey: (key: string) => string = (key) => key,
  columns: number = Number.POSITIVE_INFINITY,
): string[] {
  const width = Math.max(...pairs.map(([key]) => key.length));
  return pairs.flatMap(([key, value]) => {
    const [first = '', ...rest] = wrap(value, columns - width - 2);
    return [
      `${paintKey(padEnd(key, width))}  ${first}`.trimEnd(),
      ...rest.map((line) => `${' '.repeat(width)}  ${line}`),
    ];
  });
}
