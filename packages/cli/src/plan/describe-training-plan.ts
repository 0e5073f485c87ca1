import { relative } from 'node:path';

import type { TrainingPlan } from '@torchrelay/core';
import type { Offer } from '@torchrelay/core/target';

import { formatUsd } from '../output/money.ts';
import { formatDuration } from '../output/quantities.ts';
import { formatPairs } from '../output/table.ts';
import { wrap } from '../output/width.ts';
import {
  isFree,
  knownBy,
  nameOf,
  nextOf,
  type OfferPage,
  type Pair,
  quotaOf,
} from './describe-offer.ts';
import { stepLines, summary } from './step-lines.ts';

/** What would be sent and started, on what, and what it costs. */
export function describeTrainingPlan(plan: TrainingPlan, page: OfferPage): string[] {
  const { style, symbols, columns } = page;
  const { name, provider, attempt, foundation, steps, choice } = plan;
  const all = [...foundation, ...steps];
  const notes = choice.notes.flatMap(({ message }) =>
    wrap(`${symbols.warning} ${message}`, columns),
  );
  return [
    `Plan for training ${style.bold(name)} on ${provider}: attempt ${attempt}`,
    ...stepLines(all, style),
    '',
    ...formatPairs([...jobPairs(plan), ...offerPairs(plan, page)], style.dim, columns),
    ...notes.map(style.yellow),
    '',
    summary(all),
  ];
}

function jobPairs({ want, resumes, steps }: TrainingPlan): Pair[] {
  const { nodes, processesPerNode, data, spot } = want;
  const each = processesPerNode === 1 ? '1 process' : `${processesPerNode} processes`;
  const where = nodes === 1 ? '' : ` on each of ${nodes} nodes`;
  const copied = copiesIn(steps);
  const sets = Object.entries(data).map(
    ([name, from]) => `${name} from ${copied.get(name) ?? placeOf(from)}`,
  );
  return [
    ['Starts', each + where],
    ...(sets.length === 0 ? [] : [['Data', sets.join(', ')] as const]),
    [
      'Begins',
      resumes === undefined ? 'anew' : `where the checkpoints of attempt ${resumes} ended`,
    ],
    ...(spot ? [['Spot', 'its nodes may be taken away: it goes on then'] as const] : []),
  ];
}

/** By the name of the data: where what is copied comes from. */
function copiesIn(steps: TrainingPlan['steps']): ReadonlyMap<unknown, string> {
  return new Map(
    steps.flatMap(({ inputs, changes }) => {
      const from = changes.find(({ path }) => path === 'copiedFrom')?.after;
      return typeof from === 'string' ? [[inputs['name'], `a copy of ${from}`] as const] : [];
    }),
  );
}

function placeOf(from: TrainingPlan['want']['data'][string]): string {
  if (from.kind === 'folder') return nearPath(from.path);
  return from.kind === 'uri' ? from.uri : 'the store';
}

/** Inside the current folder, from there. */
function nearPath(path: string): string {
  const near = relative('', path);
  return near.startsWith('..') ? path : near;
}

/** Of this machine there is nothing to say. */
function offerPairs({ want, choice }: TrainingPlan, page: OfferPage): Pair[] {
  const { chosen, why, ladder } = choice;
  if (isFree(chosen)) return [];
  const { nodes, maxWaitInMs } = want;
  return [
    ['Runs on', `${nodes} ${page.symbols.times} ${nameOf(chosen)} in ${chosen.region}: ${why}`],
    ['Price', priceOf(want, page)],
    ['Quota', quotaOf(chosen, `${nodes} needed`, page)],
    ['Waits', waitOf(maxWaitInMs)],
    ...nextOf(ladder),
  ];
}

function waitOf(maxWaitInMs: number | undefined): string {
  if (maxWaitInMs === undefined)
    return 'for its nodes as long as it takes: stop it when that is too long';
  return `at most ${formatDuration(maxWaitInMs)} for its nodes`;
}

function priceOf(
  { offer, nodes, spot, maxRunTimeInMs }: TrainingPlan['want'],
  page: OfferPage,
): string {
  const price: Offer['usdPerHour'] = spot
    ? (offer.spotUsdPerHour ?? { known: false, reason: 'the price of spot capacity is not known' })
    : offer.usdPerHour;
  const limit = `stopped after ${formatDuration(maxRunTimeInMs)}`;
  if (!price.known) return `unknown: ${price.reason}; ${limit}`;
  const total = price.value * nodes;
  const each = nodes > 1 ? ` (${formatUsd(price.value)} each)` : '';
  const most = total * (maxRunTimeInMs / 3_600_000);
  return `${formatUsd(total)} per hour${each}; ${limit}, so ${formatUsd(most)} at most${knownBy(price, page)}`;
}
