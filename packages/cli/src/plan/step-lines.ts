import type { Change, Json, Step } from '@torchrelay/core/target';

import { formatBytes } from '../output/quantities.ts';
import type { Style } from '../output/style.ts';
import { formatTable } from '../output/table.ts';
import { truncate } from '../output/width.ts';
import { type Sign, signOf, targetOf } from './describe-step.ts';
import { shortId } from './short-id.ts';

/** A line for each step, with what it changes. */
export function stepLines(steps: readonly Step[], style: Style): string[] {
  const rows = steps.map((step) => [
    `  ${signOf(step.action)} ${step.action}`,
    step.kind,
    targetOf(step),
    detailOf(step),
  ]);
  const [, ...lines] = formatTable({ columns: ['', '', '', ''].map((title) => ({ title })), rows });
  return steps.flatMap((step, index) => [
    painter(signOf(step.action), style)(lines[index] ?? ''),
    ...changeLines(step),
  ]);
}

function painter(sign: Sign, style: Style): (line: string) => string {
  return { '+': style.green, '~': style.yellow, '-': style.red, '?': style.dim }[sign];
}

function detailOf({ action, changes }: Step): string {
  const size = changes.find(({ path }) => path === 'size')?.after;
  return action === 'upload' && typeof size === 'number' ? formatBytes(size) : '';
}

/** What a step changes that was something else before. */
function changeLines({ changes, action }: Step): string[] {
  if (action === 'record') return [];
  return changes
    .filter(({ before }) => before !== undefined)
    .map((change) => `      ${describeChange(change)}`);
}

function describeChange({ path, before, after }: Change): string {
  return `${path}: ${describeValue(before)} -> ${describeValue(after)}`;
}

function describeValue(value: Json | undefined): string {
  if (value === undefined) return 'none';
  return truncate(shortId(typeof value === 'string' ? value : JSON.stringify(value)), 48);
}

/** How much there is of each kind. */
export function summary(steps: readonly Step[]): string {
  const count = (sign: Sign): number =>
    steps.filter(({ action }) => signOf(action) === sign).length;
  return `${count('+')} to add, ${count('~')} to change, ${count('-')} to delete`;
}
