import type { EndpointStatus } from '@torchrelay/core';
import type { Fact } from '@torchrelay/core/target';

import { formatAge } from '../../output/age.ts';
import { describeRule } from '../../output/describe-rule.ts';
import { formatUsd, formatUsdPerMonth } from '../../output/money.ts';
import { countOf, formatDuration } from '../../output/quantities.ts';

type Pair = readonly [key: string, value: string];

/** How it is scaled, when it ends, and what it costs. */
export function operatingPairs(found: EndpointStatus, now: number): Pair[] {
  return [...scalingPairs(found), ...endPairs(found, now), ...spendPairs(found, now)];
}

function scalingPairs({ deployment: { serving } }: EndpointStatus): Pair[] {
  const rule = serving?.autoscaling;
  return rule === undefined ? [] : [['scales', describeRule(rule)]];
}

function endPairs({ expiresAt }: EndpointStatus, now: number): Pair[] {
  if (expiresAt === undefined) return [];
  const left = expiresAt - now;
  const when = new Date(expiresAt).toISOString();
  const text = left > 0 ? `in ${formatDuration(left)}` : 'its time is over: torchrelay gc';
  return [['ends', `${when}, ${text}`]];
}

/** What costs nothing needs no line. */
function spendPairs({ deployment, spend }: EndpointStatus, now: number): Pair[] {
  const { usdPerHour, usdSoFar } = spend;
  if (deployment.serving === undefined || (usdPerHour.known && usdPerHour.value === 0)) return [];
  if (!usdPerHour.known) return [['costs', `unknown: ${usdPerHour.reason}`]];
  const { value } = usdPerHour;
  const rate = `${formatUsd(value)} per hour, ${formatUsd(value * 24)} per day, ${formatUsdPerMonth(value)} per month`;
  return [
    ['costs', `${rate} (${knownBy(usdPerHour, now)})`],
    ['so far', soFar(usdSoFar, deployment, now)],
  ];
}

function soFar(
  usdSoFar: Fact<number>,
  { createdAt = 0, serving }: EndpointStatus['deployment'],
  now: number,
): string {
  if (!usdSoFar.known) return `unknown: ${usdSoFar.reason}`;
  const instances = countOf(serving?.instances ?? 0, 'instance');
  return `about ${formatUsd(usdSoFar.value)} in ${formatDuration(now - createdAt)}, if it was ${instances} all the time`;
}

function knownBy({ source, asOf }: Extract<Fact<number>, { known: true }>, now: number): string {
  return `${source}, ${formatAge(asOf, now)}; instances alone`;
}
