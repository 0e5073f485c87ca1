import type { Autoscaling, ServeSpec, Step } from '@torchrelay/core/target';

import { asKept } from '../autoscaling/autoscale-setting.ts';
import { deploymentNameOf } from '../names.ts';
import type { NativeAutoscaling } from '../native.ts';
import { nativeStep } from './native-step.ts';

/** A rule that is wanted no more goes before what it would change back. */
export function endAutoscaling(
  want: ServeSpec,
  rules: readonly NativeAutoscaling[],
): readonly Step[] {
  const place = { endpoint: want.name, deployment: deploymentNameOf(want) };
  return want.autoscaling === undefined ? deleteAutoscaling(place, rules) : [];
}

/** The rule comes after the traffic: without requests it would take instances away. */
export function autoscale(want: ServeSpec, rules: readonly NativeAutoscaling[]): readonly Step[] {
  if (want.autoscaling === undefined) return [];
  const rule = asKept(want.autoscaling);
  const target = deploymentNameOf(want);
  const present = rules.find(({ deployment }) => deployment === target);
  if (present?.rule != null && isSame(present.rule, rule)) return [];
  const before = present === undefined ? {} : { before: textOf(present.rule) };
  return [
    nativeStep({
      action: present === undefined ? 'create' : 'update',
      kind: 'autoscaling',
      target,
      inputs: { endpoint: want.name, rule: { ...rule } },
      changes: [{ path: 'rule', ...before, after: textOf(rule) }],
      methods: ['PUT'],
    }),
  ];
}

export function deleteAutoscaling(
  { endpoint, deployment }: { readonly endpoint: string; readonly deployment: string },
  rules: readonly NativeAutoscaling[],
): readonly Step[] {
  return rules
    .filter((rule) => rule.deployment === deployment)
    .map(() =>
      nativeStep({
        action: 'delete',
        kind: 'autoscaling',
        target: deployment,
        inputs: { endpoint },
        methods: ['DELETE'],
      }),
    );
}

function textOf(rule: Autoscaling | null): string {
  if (rule === null) return 'a rule of somebody’s';
  return `${rule.min} to ${rule.max} instances, ${rule.requestsPerInstancePerMinute} requests per minute for each`;
}

function isSame(one: Autoscaling, other: Autoscaling): boolean {
  return (Object.keys(other) as (keyof Autoscaling)[]).every((key) => one[key] === other[key]);
}
