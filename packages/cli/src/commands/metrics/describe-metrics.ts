import type { EndpointMetrics } from '@torchrelay/core';
import type { MetricSeries } from '@torchrelay/core/target';

import type { Page } from '../../output/page.ts';
import { formatBytes, formatCount, formatDuration } from '../../output/quantities.ts';
import { drawSparkline } from '../../output/sparkline.ts';
import { formatTable } from '../../output/table.ts';

const mostCells = 60;

/** A line for each quantity that was measured, with its course. */
export function describeMetrics(
  metrics: EndpointMetrics,
  { style, symbols }: Pick<Page, 'style' | 'symbols'>,
): string[] {
  const measured = metrics.series.filter(({ points }) => points.length > 0);
  if (measured.length === 0) return [];
  const cell = cellOf(measured, metrics);
  const rows = measured.map((series) => rowOf(series, cell, symbols.levels));
  const titles = ['', `each sign ${formatDuration(cell.widthInMs)}`, 'last', 'most', 'total'];
  return formatTable({
    columns: titles.map((title, index) => ({ title, align: index < 2 ? 'left' : 'right' })),
    rows,
    paintTitle: style.dim,
  });
}

/** What was asked for and nobody measured, by name. */
export function unmeasured({ series }: EndpointMetrics): readonly string[] {
  return series.filter(({ points }) => points.length === 0).map(({ name }) => name);
}

interface Cells {
  readonly since: number;
  readonly count: number;
  readonly widthInMs: number;
}

/** Whole periods of the coarsest series, as many of them in a cell as make the line short enough. */
function cellOf(measured: readonly MetricSeries[], { since, until }: EndpointMetrics): Cells {
  const periodInMs = Math.max(...measured.map((series) => series.periodInMs));
  const begin = Math.floor(since / periodInMs) * periodInMs;
  const periods = Math.max(1, Math.ceil((until - begin) / periodInMs));
  const each = Math.ceil(periods / mostCells);
  return { since: begin, count: Math.ceil(periods / each), widthInMs: each * periodInMs };
}

function rowOf(series: MetricSeries, cells: Cells, levels: readonly string[]): string[] {
  const { name, unit, points } = series;
  const values = points.map(({ value }) => value);
  const total = values.reduce((sum, value) => sum + value, 0);
  return [
    name,
    drawSparkline(valuesIn(series, cells), levels),
    formatValue(values.at(-1) ?? 0, unit),
    formatValue(Math.max(...values), unit),
    isCounted(series) ? formatValue(total, unit) : '',
  ];
}

function valuesIn(
  series: MetricSeries,
  { since, count, widthInMs }: Cells,
): readonly (number | undefined)[] {
  const byCell = Map.groupBy(series.points, ({ time }) => Math.floor((time - since) / widthInMs));
  return Array.from({ length: count }, (_, index) => {
    const values = byCell.get(index)?.map(({ value }) => value);
    if (values === undefined) return undefined;
    return isCounted(series) ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values);
  });
}

/** Of the others a sum says nothing. */
function isCounted({ name, unit }: MetricSeries): boolean {
  return unit === 'count' && name !== 'instances';
}

function formatValue(value: number, unit: string): string {
  if (unit === 'ms') return value < 10 ? `${value.toFixed(1)} ms` : formatDuration(value);
  if (unit === 'bytes') return formatBytes(value);
  if (unit === '%') return `${value.toFixed(0)} %`;
  return formatCount(Math.round(value * 100) / 100);
}
