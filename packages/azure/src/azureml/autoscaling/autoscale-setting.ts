import type { Autoscaling } from '@torchrelay/core/target';

import { secondsOf } from '../duration.ts';
import type { AutoscaleSetting, ScaleRule } from '../schemas.ts';

/** A rule as plans carry it. */
export type AutoscalingRule = { readonly [Part in keyof Autoscaling]: Autoscaling[Part] };

/** What is counted, of one deployment. */
const metricName = 'RequestsPerMinute';

/** So far below the aim an instance less is enough: Azure takes one away only if the rest would stay below the aim. */
const enoughBelow = 0.7;

/** Azure takes whole minutes, from one. */
function wholeMinutes(timeInMs: number): number {
  return Math.max(1, Math.ceil(timeInMs / 60_000));
}

/** The rule as Azure can keep it. */
export function asKept(rule: Autoscaling): AutoscalingRule {
  const { scaleOutCooldownInMs, scaleInCooldownInMs } = rule;
  return {
    ...rule,
    scaleOutCooldownInMs: wholeMinutes(scaleOutCooldownInMs) * 60_000,
    scaleInCooldownInMs: wholeMinutes(scaleInCooldownInMs) * 60_000,
  };
}

/** A setting of Azure Monitor that adds and takes away one instance at a time. */
export function autoscaleSetting({
  rule,
  deploymentId,
  location,
  tags,
}: {
  readonly rule: Autoscaling;
  readonly deploymentId: string;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
}): AutoscaleSetting {
  const { min, max, requestsPerInstancePerMinute: aim } = rule;
  const [minimum, maximum] = [String(min), String(max)];
  return {
    location,
    tags,
    properties: {
      enabled: true,
      targetResourceUri: deploymentId,
      profiles: [
        {
          name: 'requests per instance',
          capacity: { minimum, maximum, default: minimum },
          rules: [
            scaleRule({
              deploymentId,
              threshold: aim,
              isMore: true,
              cooldownInMs: rule.scaleOutCooldownInMs,
            }),
            scaleRule({
              deploymentId,
              threshold: aim * enoughBelow,
              isMore: false,
              cooldownInMs: rule.scaleInCooldownInMs,
            }),
          ],
        },
      ],
    },
  };
}

function scaleRule({
  deploymentId,
  threshold,
  isMore,
  cooldownInMs,
}: {
  readonly deploymentId: string;
  readonly threshold: number;
  readonly isMore: boolean;
  readonly cooldownInMs: number;
}): ScaleRule {
  return {
    metricTrigger: {
      metricName,
      metricResourceUri: deploymentId,
      timeGrain: 'PT1M',
      statistic: 'Average',
      timeWindow: 'PT5M',
      timeAggregation: 'Average',
      operator: isMore ? 'GreaterThan' : 'LessThan',
      threshold,
      dividePerInstance: true,
    },
    scaleAction: {
      direction: isMore ? 'Increase' : 'Decrease',
      type: 'ChangeCount',
      value: '1',
      cooldown: `PT${wholeMinutes(cooldownInMs)}M`,
    },
  };
}

/** The rule of a setting; `undefined` where somebody has made another one of it. */
export function readAutoscaling({ properties }: AutoscaleSetting): AutoscalingRule | undefined {
  const [profile] = properties.profiles;
  const more = profile?.rules.find(({ scaleAction }) => scaleAction.direction === 'Increase');
  const less = profile?.rules.find(({ scaleAction }) => scaleAction.direction === 'Decrease');
  if (profile === undefined || more === undefined || less === undefined) return undefined;
  const rule = {
    min: Number(profile.capacity.minimum),
    max: Number(profile.capacity.maximum),
    requestsPerInstancePerMinute: more.metricTrigger.threshold,
    scaleOutCooldownInMs: milliseconds(more.scaleAction.cooldown),
    scaleInCooldownInMs: milliseconds(less.scaleAction.cooldown),
  };
  return Object.values(rule).every(Number.isFinite) ? rule : undefined;
}

function milliseconds(duration: string): number {
  return (secondsOf(duration) ?? Number.NaN) * 1000;
}
