import { padEnd, padStart, widthOf, wrap } from './width.ts';

export interface Column {
  readonly title: string;
  /** @default 'left' */
  readonly align?: 'left' | 'right';
  /** Left out where there is no room for it, those with the lowest number first; others are always there. */
  readonly spared?: number;
}

/** Aligned columns, two spaces apart, without trailing blanks. */
export function formatTable({
  columns,
  rows,
  paintTitle = (title) => title,
  width = Number.POSITIVE_INFINITY,
}: {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly paintTitle?: (title: string) => string;
  /** How wide lines may be, if columns that can be spared are enough to keep to it. */
  readonly width?: number;
}): string[] {
  const all = columns.map((column, index) => {
    const cells = rows.map((row) => row[index] ?? '');
    return { ...column, cells, width: Math.max(...[column.title, ...cells].map(widthOf)) };
  });
  const shown = withRoom(all, width);
  const lineOf = (cellOf: (column: (typeof all)[number]) => string): string =>
    shown
      .map((column) => (column.align === 'right' ? padStart : padEnd)(cellOf(column), column.width))
      .join('  ')
      .trimEnd();
  const titles = lineOf(({ title }) => title);
  return [paintTitle(titles), ...rows.map((_, row) => lineOf(({ cells }) => cells[row] ?? ''))];
}

function withRoom<Shown extends Column & { readonly width: number }>(
  columns: readonly Shown[],
  width: number,
): readonly Shown[] {
  const spare = columns
    .filter(({ spared }) => spared !== undefined)
    .toSorted((a, b) => (a.spared ?? 0) - (b.spared ?? 0))[0];
  const wanted = columns.reduce((sum, column) => sum + column.width + 2, -2);
  if (wanted <= width || spare === undefined) return columns;
  return withRoom(
    columns.filter((column) => column !== spare),
    width,
  );
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
