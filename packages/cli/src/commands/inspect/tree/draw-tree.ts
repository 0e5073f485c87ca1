import type { Model } from '@torchrelay/torchscript';

import { drawBar } from '../../../output/bar.ts';
import { formatBytes } from '../../../output/quantities.ts';
import { formatTable } from '../../../output/table.ts';
import { truncate } from '../../../output/width.ts';
import type { Page } from '../../../output/page.ts';
import { collapseRepeats } from './collapse-repeats.ts';
import { moduleNodes } from './module-nodes.ts';
import { type TreeRow, treeRows } from './tree-rows.ts';

const widestBar = 24;
/** What a table of the longest sizes and counts takes, with the gaps between the columns. */
const widthOfNumbers = 26;
const widestLabel = 32;

/** The modules with their sizes: numbers for the exact, bars for the eye. */
export function drawTree({
  model,
  depth,
  page,
}: {
  readonly model: Model;
  readonly depth: number;
  readonly page: Page;
}): string[] {
  const root = moduleNodes(model);
  if (root === undefined) return [];
  const rows = treeRows(collapseRepeats(root), { depth, symbols: page.symbols });
  return formatTable({
    columns: [
      { title: 'module' },
      { title: '' },
      { title: 'parameters', align: 'right' },
      { title: 'size', align: 'right' },
      { title: '' },
    ],
    rows: drawRows(rows, page),
    paintTitle: page.style.dim,
  });
}

function drawRows(rows: readonly TreeRow[], { columns, symbols, style }: Page): string[][] {
  const whole = rows[0]?.node.bytes ?? 0;
  const names = rows.map(({ label }) => truncate(label, widestLabel, symbols.more));
  const classes = rows.map((row) => truncate(describeClass(row, symbols.times), widestLabel));
  const taken = longest(names) + longest(classes) + widthOfNumbers;
  const width = Math.max(0, Math.min(widestBar, columns - taken));
  return rows.map(({ node: { parameters, bytes } }, index) => [
    names[index] ?? '',
    style.dim(classes[index] ?? ''),
    parameters === 0 ? '' : compact(parameters),
    bytes === 0 ? '' : formatBytes(bytes),
    style.cyan(drawBar({ share: whole === 0 ? 0 : bytes / whole, width, blocks: symbols.blocks })),
  ]);
}

function describeClass({ node: { className, count } }: TreeRow, times: string): string {
  return count === 1 ? className : `${count} ${times} ${className}`.trimEnd();
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map(({ length }) => length));
}

const compactFormat = new Intl.NumberFormat('en-US', {
  notation: 'compact',
  maximumSignificantDigits: 3,
});

/** `11.7M` */
function compact(count: number): string {
  return compactFormat.format(count);
}
