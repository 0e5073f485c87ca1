import { toFloat32Array, type Tensor } from '@torchrelay/core';

import type { Channel } from '../output/channel.ts';
import type { Symbols } from '../output/symbols.ts';
import { padStart } from '../output/width.ts';

export interface TensorPage extends Pick<Channel, 'columns' | 'style'> {
  readonly symbols: Symbols;
}

/** More rows than this are cut short. */
const mostRows = 10;
/** What stands behind the values of a row. */
const widthOfNotes = 28;

/** Name, datatype and shape, then as many of the values as fit, row by row. */
export function describeTensor(tensor: Tensor, page: TensorPage): string[] {
  const { shape } = tensor;
  const { style, symbols } = page;
  const values = formatValues(tensor);
  const width = shape.at(-1) ?? 1;
  if (shape.includes(0)) return [heading(tensor, style), '  (empty)'];
  const rows = Array.from({ length: Math.min(mostRows, rowCount(shape)) }, (_, row) =>
    values.slice(row * width, (row + 1) * width),
  );
  const isCut = rowCount(shape) > mostRows;
  return [
    heading(tensor, style),
    ...formatRows(rows, page).map((line, row) => `  ${line}${largest(tensor, row, page)}`),
    ...(isCut ? [`  ${symbols.more} ${rowCount(shape) - mostRows} more rows`] : []),
  ];
}

function heading({ name, datatype, shape }: Tensor, style: TensorPage['style']): string {
  return `${style.bold(name)}  ${datatype} [${shape.join(', ')}]`;
}

function rowCount(shape: readonly number[]): number {
  return shape.slice(0, -1).reduce((product, size) => product * size, 1);
}

/** Enough for what is shown of it. */
function formatValues(tensor: Tensor): string[] {
  const { datatype, data, shape } = tensor;
  const shown = mostRows * Math.max(1, shape.at(-1) ?? 1);
  if (datatype === 'BYTES') return data.slice(0, shown).map((element) => JSON.stringify(element));
  if (datatype === 'BOOL') return Array.from(data.subarray(0, shown), (bit) => String(bit === 1));
  if (datatype === 'FP16' || datatype === 'BF16' || datatype === 'FP32') {
    return Array.from(toFloat32Array(tensor).subarray(0, shown), formatNumber);
  }
  if (datatype === 'FP64') return Array.from(data.subarray(0, shown), formatNumber);
  return Array.from(data.subarray(0, shown), String);
}

/** Six digits for the eye; `--json` has them all. */
function formatNumber(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));
}

/** Aligned in columns where there are several rows, cut where the line ends. */
function formatRows(
  rows: readonly (readonly string[])[],
  { columns, symbols }: TensorPage,
): string[] {
  const room = columns - widthOfNotes;
  const cell = Math.max(
    1,
    ...rows.flatMap((row) => row.slice(0, room).map(({ length }) => length)),
  );
  const count = Math.max(1, Math.floor(room / (cell + 2)));
  const pad = rows.length > 1 ? cell : 0;
  return rows.map((row) => {
    const shown = row.slice(0, count).map((value) => padStart(value, pad));
    return [...shown, ...(row.length > count ? [symbols.more] : [])].join('  ');
  });
}

/** For rows of scores: which is the largest, as `argmax` gives it. */
function largest(tensor: Tensor, row: number, { style, symbols }: TensorPage): string {
  const { datatype, shape } = tensor;
  const width = shape.at(-1) ?? 1;
  const isScores =
    datatype === 'FP16' || datatype === 'BF16' || datatype === 'FP32' || datatype === 'FP64';
  if (!isScores || width < 2 || shape.length > 2) return '';
  const scores = datatype === 'FP64' ? tensor.data : toFloat32Array(tensor);
  const index = argmax(scores.subarray(row * width, (row + 1) * width));
  return `  ${style.dim(`argmax ${symbols.arrow} ${index}`)}`;
}

function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] ?? NaN) > (values[best] ?? NaN)) best = index;
  }
  return best;
}
