import type { MemoryTerm, Range, TrainingEstimate } from '@torchrelay/core';

import { drawBar } from '../../output/bar.ts';
import type { Page } from '../../output/page.ts';
import { formatBytes, formatDuration } from '../../output/quantities.ts';
import { formatTable } from '../../output/table.ts';
import { truncate } from '../../output/width.ts';
import type { EstimateRow } from './estimate-rows.ts';

/** Memory of one GPU, term by term. */
export function memoryLines(
  { gpus, estimate: { memory, fit } }: EstimateRow,
  page: Page,
): string[] {
  const { style } = page;
  return [
    `${style.bold('Memory')} of each of ${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'}: ${gib(memory.bytes)} (${gib(memory.lowBytes)} to ${gib(memory.highBytes)}), ${fit}`,
    ...formatTable({
      columns: [
        { title: '' },
        { title: 'GiB', align: 'right' },
        { title: 'known as' },
        { title: 'from' },
      ],
      rows: memory.terms.map(termCells),
    }).map((line) => truncate(line, page.columns, page.symbols.more)),
  ];
}

function termCells({ name, bytes, kind, formula }: MemoryTerm): string[] {
  return [`  ${name}`, (bytes / 2 ** 30).toFixed(1), kind, formula];
}

/** GPUs against days and dollars, with a bar for the days. */
export function chartLines(
  rows: readonly EstimateRow[],
  { style, symbols, columns }: Page,
): string[] {
  const longest = Math.max(...rows.map(({ estimate }) => estimate.time.days.typical));
  const table = formatTable({
    columns: [
      { title: 'GPUs', align: 'right' },
      { title: 'GiB each', align: 'right' },
      { title: '' },
      { title: 'days', align: 'right' },
      { title: '' },
      { title: 'USD', align: 'right' },
    ],
    rows: rows.map(({ gpus, estimate: { memory, fit, time, costInUsd } }) => [
      String(gpus),
      (memory.bytes / 2 ** 30).toFixed(1),
      fit,
      threeDigits(time.days.typical),
      `${threeDigits(time.days.low)} to ${threeDigits(time.days.high)}`,
      costInUsd === undefined ? 'unknown' : dollars(costInUsd.typical),
    ]),
    paintTitle: style.dim,
  });
  const width = Math.max(
    0,
    Math.min(24, columns - Math.max(...table.map(({ length }) => length)) - 2),
  );
  return table.map((line, index) => {
    const days = rows[index - 1]?.estimate.time.days.typical;
    if (days === undefined || width === 0) return line;
    return `${line}  ${drawBar({ share: days / longest, width, blocks: symbols.blocks })}`;
  });
}

/** Saving, failing, and what the days rest on. */
export function remarkLines({ checkpoint, failures, time }: TrainingEstimate): string[] {
  const { utilisation } = time;
  return [
    `A checkpoint has ${formatBytes(checkpoint.bytes)}. One every ${hours(checkpoint.intervalInHours)} loses least, with a failure every ${hours(failures.jobMtbfInHours)}: training gets ahead ${percent(failures.goodput)} of the time.`,
    `Days rest on a utilisation of ${percent(utilisation.typical)} (${percent(utilisation.low)} to ${percent(utilisation.high)}), by the clock: ${utilisation.runs.join(', ')}.`,
    ...time.remarks,
  ];
}

export function describeRange({ low, high }: Range): string {
  return `${dollars(low)} to ${dollars(high)}`;
}

function dollars(amount: number): string {
  const digits = amount < 100 ? 2 : 0;
  return `$${amount.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits })}`;
}

function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

function hours(count: number): string {
  return formatDuration(count * 3_600_000);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function threeDigits(value: number): string {
  return value >= 99.95 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(2);
}
