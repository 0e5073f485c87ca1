import type { Plan } from '@torchrelay/core';
import type { Accelerator, Fact, Offer, ServeSpec } from '@torchrelay/core/target';

import { formatAge } from '../output/age.ts';
import { drawBar } from '../output/bar.ts';
import { formatUsd, formatUsdPerMonth } from '../output/money.ts';
import type { Page } from '../output/page.ts';
import { formatPairs } from '../output/table.ts';
import { wrap } from '../output/width.ts';

export interface OfferPage extends Page {
  /** Milliseconds since 1970. */
  readonly now: number;
}

export type Pair = readonly [key: string, value: string];

/** What it would run on, how well the model fits, and what is known about having it. */
export function describeOffer(
  { choice, want, peakInstances = 1 }: Pick<Plan, 'choice' | 'want' | 'peakInstances'>,
  page: OfferPage,
): string[] {
  if (choice === undefined || want === undefined || isFree(choice.chosen)) return [];
  const { chosen, why, ladder } = choice;
  const pairs: Pair[] = [
    [
      'Runs on',
      `${want.instances} ${page.symbols.times} ${nameOf(chosen)} in ${chosen.region}: ${why}`,
    ],
    ['Memory', fitOf(want, chosen, page)],
    ['Price', priceOf(want, chosen, page)],
    ['Quota', quotaOf(chosen, neededOf(want, peakInstances), page)],
    ...nextOf(ladder),
  ];
  const notes = choice.notes.flatMap(({ message }) =>
    wrap(`${page.symbols.warning} ${message}`, page.columns),
  );
  return [
    '',
    ...formatPairs(pairs, page.style.dim, page.columns),
    ...notes.map(page.style.yellow),
    '',
  ];
}

export function isFree({ usdPerHour }: Offer): boolean {
  return usdPerHour.known && usdPerHour.value === 0;
}

export function nameOf({ instanceType, accelerator, vCpus }: Offer): string {
  return `${instanceType} (${accelerator === undefined ? `${vCpus} vCPUs` : formatAccelerator(accelerator)})`;
}

/** `8 x A100-40GB` */
function formatAccelerator({ kind, count }: Accelerator): string {
  return count === 1 ? kind : `${count} x ${kind}`;
}

const barWidth = 20;

function fitOf({ need }: ServeSpec, { accelerator, memoryBytes }: Offer, page: OfferPage): string {
  const room = accelerator?.memoryBytes ?? memoryBytes;
  const share = need.memoryBytes / room;
  const bar = drawBar({ share, width: barWidth, blocks: page.symbols.blocks });
  const of =
    accelerator === undefined ? 'RAM' : accelerator.count > 1 ? 'on each GPU' : 'on its GPU';
  return `[${bar.padEnd(barWidth)}] ${gib(need.memoryBytes)} of ${gib(room)} GiB ${of}, an estimate`;
}

function gib(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}

function priceOf(
  { instances, autoscaling }: ServeSpec,
  { usdPerHour }: Offer,
  page: OfferPage,
): string {
  if (!usdPerHour.known) return `unknown: ${usdPerHour.reason}`;
  const total = usdPerHour.value * instances;
  const each = instances > 1 ? ` (${formatUsd(usdPerHour.value)} each)` : '';
  const most =
    autoscaling === undefined
      ? ''
      : `, with all ${autoscaling.max} instances ${formatUsd(usdPerHour.value * autoscaling.max)} per hour`;
  return `${formatUsd(total)} per hour${each}, ${formatUsdPerMonth(total)} per month${most}${knownBy(usdPerHour, page)}`;
}

function neededOf({ instances, autoscaling }: ServeSpec, peak: number): string {
  if (autoscaling !== undefined) return `up to ${peak} needed`;
  return peak > instances ? `${peak} needed while it changes` : `${instances} needed`;
}

export function quotaOf({ quotaLeft, quotaName }: Offer, needed: string, page: OfferPage): string {
  const name = quotaName === undefined ? '' : ` of "${quotaName}"`;
  if (!quotaLeft.known) return `unknown${name}, ${needed}: ${quotaLeft.reason}`;
  return `${quotaLeft.value} left${name}, ${needed}${knownBy(quotaLeft, page)}`;
}

export function knownBy(
  { source, asOf }: Extract<Fact<number>, { known: true }>,
  { now }: OfferPage,
): string {
  return ` (${source}, ${formatAge(asOf, now)})`;
}

const mostNext = 3;

export function nextOf(ladder: readonly Offer[]): Pair[] {
  if (ladder.length === 0) return [];
  const names = ladder.slice(0, mostNext).map((offer) => {
    const price = offer.usdPerHour.known ? `, ${formatUsd(offer.usdPerHour.value)}` : '';
    return `${offer.instanceType}${price}`;
  });
  return [['Else', names.join('; ')]];
}
