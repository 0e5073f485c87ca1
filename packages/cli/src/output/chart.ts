import { padStart } from './width.ts';

/** Values over time, several rows high, with the most and the least beside it. */
export function drawChart({
  values,
  columns,
  rows,
  levels,
}: {
  readonly values: readonly number[];
  /** With the numbers beside it. */
  readonly columns: number;
  readonly rows: number;
  /** From nothing to full, of one cell. */
  readonly levels: readonly string[];
}): string[] {
  if (values.length === 0) return [];
  const [least, most] = rangeOf(values);
  const labels = [formatNumber(most), formatNumber(least)];
  const width = Math.max(...labels.map(({ length }) => length));
  const course = shrink(values, columns - width - 3);
  return Array.from({ length: rows }, (_, row) => {
    const label = row === 0 ? labels[0] : row === rows - 1 ? labels[1] : '';
    const cells = course.map((value) => {
      const share = most === least ? 0 : (value - least) / (most - least);
      return cellOf({ share, row: rows - 1 - row, rows, levels });
    });
    return `${padStart(label ?? '', width)} | ${cells.join('')}`.trimEnd();
  });
}

/** From nothing, so that what halves looks half as high. Not by spreading: a call takes only so many arguments. */
function rangeOf(values: readonly number[]): readonly [least: number, most: number] {
  const least = values.reduce((one, other) => Math.min(one, other), 0);
  return [least, values.reduce((one, other) => Math.max(one, other), least)];
}

/** @param row from the bottom */
function cellOf({
  share,
  row,
  rows,
  levels,
}: {
  readonly share: number;
  readonly row: number;
  readonly rows: number;
  readonly levels: readonly string[];
}): string {
  const filled = Math.round(share * rows * levels.length) - row * levels.length;
  if (filled > 0) return levels[Math.min(filled, levels.length) - 1] ?? '';
  // What is next to nothing was measured all the same.
  return row === 0 ? (levels[0] ?? '') : ' ';
}

/** At most so many values: the means of neighbours. */
export function shrink(values: readonly number[], count: number): readonly number[] {
  if (values.length <= count) return values;
  return Array.from({ length: count }, (_, index) => {
    const begin = Math.floor((index * values.length) / count);
    const end = Math.floor(((index + 1) * values.length) / count);
    const part = values.slice(begin, end);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}

/** `0.02314`, `1437`, `1.2e-7`: four digits that count. */
export function formatNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}
