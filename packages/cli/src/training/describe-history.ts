import { drawChart, formatNumber, shrink } from '../output/chart.ts';
import type { Page } from '../output/page.ts';
import { drawSparkline } from '../output/sparkline.ts';
import { formatTable } from '../output/table.ts';
import type { MetricHistory } from './metric-history.ts';

const sparkCells = 24;
const mostTableCells = 40;
/** Four numbers with what is between them. */
const numbersWidth = 4 * 12;
const chartRows = 6;

/** Its course so far in one line: `loss ▇▅▃▂▁ 0.0231, step 10`. */
export function describeCourse(
  { series, progress }: MetricHistory,
  { symbols }: Pick<Page, 'symbols'>,
): string {
  const courses = [...series].map(
    ([name, values]) =>
      `${name} ${drawSparkline(shrink(values, sparkCells), symbols.levels)} ${formatNumber(values.at(-1) ?? 0)}`,
  );
  return [...courses, progress()].filter((part) => part !== '').join(', ');
}

/** The curve of the first number, which is the loss as good as always, and a line for each. */
export function describeHistory({ series }: MetricHistory, page: Page): string[] {
  const [first] = series;
  if (first === undefined) return [];
  const [name, values] = first;
  const { style, symbols, columns } = page;
  const chart = drawChart({ values, columns, rows: chartRows, levels: symbols.levels });
  return [style.bold(name), ...chart, '', ...table(series, page)];
}

function table(series: MetricHistory['series'], { style, symbols, columns }: Page): string[] {
  const nameWidth = Math.max(...[...series.keys()].map(({ length }) => length));
  const room = Math.max(8, columns - nameWidth - 2 - numbersWidth);
  const titles = ['', '', 'first', 'last', 'least', 'most'];
  return formatTable({
    columns: titles.map((title, index) => ({ title, align: index < 2 ? 'left' : 'right' })),
    rows: [...series].map(([name, values]) => [
      name,
      drawSparkline(shrink(values, Math.min(room, mostTableCells)), symbols.levels),
      ...[values[0] ?? 0, values.at(-1) ?? 0, leastOf(values), mostOf(values)].map(formatNumber),
    ]),
    paintTitle: style.dim,
  });
}

/** Not by spreading: a long job has more values than a call takes arguments. */
function leastOf(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

function mostOf(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}
