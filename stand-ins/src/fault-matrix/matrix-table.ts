import { faultKinds } from './fault-kind.ts';
import type { Verb } from './course.ts';
import { cellsOf, type KeptMatrix, type KeptOutcome, type KeptRow } from './kept-matrix.ts';

const signs: Readonly<Record<KeptOutcome, string>> = {
  done: '✓',
  again: '↻',
  same: '=',
  untried: '?',
};

/** The matrix as Markdown: a table for each verb, a row for each call. */
export function matrixTable(matrix: KeptMatrix): string {
  const cells = cellsOf(matrix);
  const tried = cells.filter(({ outcome }) => outcome !== 'untried').length;
  const sum = `${tried} of ${cells.length} have been tried.`;
  return [sum, ...[...matrix].map(([verb, rows]) => tableOf(verb, rows))].join('\n\n');
}

function tableOf(verb: Verb, kept: ReadonlyMap<string, KeptRow>): string {
  const titles = faultKinds.map(({ title }) => title);
  const rows = [...kept].map(([call, row]) => [
    `\`${call}\``,
    ...row.map((outcome) => signs[outcome]),
  ]);
  const header = ['call', ...titles];
  return [`### ${verb}`, '', ...aligned([header, ...rows])].join('\n');
}

/** As the formatter of the repository wants it. */
function aligned([header = [], ...rows]: readonly (readonly string[])[]): readonly string[] {
  const widths = header.map((title, column) =>
    Math.max(3, ...[header, ...rows].map((row) => (row[column] ?? '').length), title.length),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(header), rule, ...rows.map(line)];
}

/** The text with what stands between its two marks replaced. */
export function withSection(text: string, name: string, section: string): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(`There is no place for ${name}: no ${begin} … ${end}.`);
  return `${text.slice(0, from + begin.length)}\n\n${section}\n\n${text.slice(to)}`;
}
