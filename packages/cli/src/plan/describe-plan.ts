import type { Plan } from '@torchrelay/core';

import { wrap } from '../output/width.ts';
import { describeOffer, type OfferPage } from './describe-offer.ts';
import { stepLines, summary } from './step-lines.ts';

/** What would be done: a line for each step, and what it costs where it costs anything. */
export function describePlan(plan: Plan, page: OfferPage): string[] {
  const { style } = page;
  const { name, provider, foundation, steps } = plan;
  const all = [...foundation, ...steps];
  const notes = noteLines(plan, page);
  if (all.length === 0) return [`= ${name} on ${provider} is as wanted: no change`, ...notes];
  return [
    `Plan for ${style.bold(name)} on ${provider}`,
    ...stepLines(all, style),
    ...describeOffer(plan, page),
    ...(notes.length === 0 ? [] : [...notes, '']),
    summary(all),
  ];
}

function noteLines({ notes = [] }: Plan, { style, symbols, columns }: OfferPage): string[] {
  return notes
    .flatMap(({ message }) => wrap(`${symbols.warning} ${message}`, columns))
    .map(style.yellow);
}
