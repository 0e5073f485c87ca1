import type { Autoscaling, Deployment, Serving, ServeSpec, Step } from '@torchrelay/core/target';

import { nativeStep, type OperatingKind } from '../plan/native-step.ts';
import { operatingOf, type OperatingNative, ruleOf } from './operating-native.ts';

const kinds: ReadonlySet<string> = new Set<OperatingKind>([
  'autoscaling',
  'schedule',
  'schedule role',
]);

export function isOperatingStep({ kind }: Step): boolean {
  return kinds.has(kind);
}

export interface PlanOperating {
  /** The plan of the release: models, configurations, the endpoint. */
  readonly plan: Serving['plan'];
  /** Whether the role that ends endpoints is given, and not ours to make. */
  readonly hasRole: boolean;
}

/** The same plan, with how it is scaled and when it ends. Pure. */
export function planOperating({ plan, hasRole }: PlanOperating): Serving['plan'] {
  return (want, live) => {
    const steps = plan(want, live);
    const native = operatingOf(live);
    if (want === undefined) return removal(live?.name ?? '', steps, native, hasRole);
    const ends = endSteps(want, native, hasRole);
    const rules = ruleSteps(want, { live, native, steps });
    return [...rules.before, ...beforeEndpoint(steps, ends), ...rules.after];
  };
}

/** The end stays set until the endpoint is gone; a rule would go on changing it while it goes. */
function removal(
  name: string,
  steps: readonly Step[],
  { scalable, schedule }: OperatingNative,
  hasRole: boolean,
): readonly Step[] {
  const gone = steps.findLastIndex(({ kind }) => kind === 'endpoint') + 1;
  return [
    ...(scalable === null ? [] : [deleteRule(name)]),
    ...steps.slice(0, gone),
    ...(schedule === null ? [] : deleteEnd(name, hasRole)),
    ...steps.slice(gone),
  ];
}

/** What bills is not begun before its end is sure, and what is listed is there before that. */
function beforeEndpoint(steps: readonly Step[], ends: readonly Step[]): readonly Step[] {
  const found = steps.findIndex(({ kind }) => kind === 'endpoint');
  const place = found < 0 ? steps.length : found;
  return [...steps.slice(0, place), ...ends, ...steps.slice(place)];
}

function endSteps(
  { name, ttlInMs }: ServeSpec,
  { schedule }: OperatingNative,
  hasRole: boolean,
): readonly Step[] {
  if (ttlInMs === undefined) return [];
  if (ttlInMs === null) return schedule === null ? [] : deleteEnd(name, hasRole);
  const before = schedule === null ? {} : { before: new Date(schedule.at).toISOString() };
  const role = nativeStep({
    action: 'create',
    kind: 'schedule role',
    target: name,
    permissions: [
      'iam:GetRole',
      'iam:CreateRole',
      'iam:TagRole',
      'iam:PutRolePolicy',
      'iam:PassRole',
    ],
  });
  const end = nativeStep({
    action: schedule === null ? 'create' : 'update',
    kind: 'schedule',
    target: name,
    inputs: { ttlInMs },
    changes: [{ path: 'ends', ...before, after: `${inWords(ttlInMs)} after it is set` }],
    permissions: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'iam:PassRole'],
  });
  return hasRole ? [end] : [role, end];
}

function deleteEnd(name: string, hasRole: boolean): readonly Step[] {
  const role = nativeStep({
    action: 'delete',
    kind: 'schedule role',
    target: name,
    permissions: ['iam:DeleteRolePolicy', 'iam:DeleteRole'],
  });
  const permissions = ['scheduler:DeleteSchedule'];
  const end = nativeStep({ action: 'delete', kind: 'schedule', target: name, permissions });
  // The schedule last: it is all that tells of the role.
  return hasRole ? [end] : [role, end];
}

interface RuleSteps {
  readonly before: readonly Step[];
  readonly after: readonly Step[];
}

/** SageMaker refuses another type of instance while a rule is registered (_read_), and drops it with the endpoint. */
function ruleSteps(
  want: ServeSpec,
  {
    live,
    native,
    steps,
  }: {
    readonly live: Deployment | undefined;
    readonly native: OperatingNative;
    readonly steps: readonly Step[];
  },
): RuleSteps {
  const { name, autoscaling } = want;
  const rule = ruleOf(native);
  const isRetyped = live?.serving !== undefined && live.serving.offerId !== want.offer.id;
  const isRemade = steps.some(({ kind, action }) => kind === 'endpoint' && action === 'delete');
  const isInTheWay = native.scalable !== null && (isRetyped || isRemade);
  if (autoscaling === undefined) {
    // A rule that somebody else has made is left alone, as long as it is not in the way.
    return { before: rule !== undefined || isInTheWay ? [deleteRule(name)] : [], after: [] };
  }
  if (isInTheWay) return { before: [deleteRule(name)], after: [setRule(name, autoscaling, rule)] };
  return {
    before: [],
    after: isSameRule(rule, autoscaling) ? [] : [setRule(name, autoscaling, rule)],
  };
}

function setRule(name: string, rule: Autoscaling, before: Autoscaling | undefined): Step {
  return nativeStep({
    action: before === undefined ? 'create' : 'update',
    kind: 'autoscaling',
    target: name,
    inputs: { ...rule },
    changes: [
      {
        path: 'rule',
        ...(before !== undefined && { before: describeRule(before) }),
        after: describeRule(rule),
      },
    ],
    permissions: [
      'application-autoscaling:RegisterScalableTarget',
      'application-autoscaling:PutScalingPolicy',
      'application-autoscaling:TagResource',
      'iam:CreateServiceLinkedRole',
    ],
  });
}

function deleteRule(name: string): Step {
  const permissions = ['application-autoscaling:DeregisterScalableTarget'];
  return nativeStep({ action: 'delete', kind: 'autoscaling', target: name, permissions });
}

function describeRule({ min, max, requestsPerInstancePerMinute: requests }: Autoscaling): string {
  return `${min} to ${max} instances, ${requests} requests a minute for each`;
}

function isSameRule(one: Autoscaling | undefined, other: Autoscaling): boolean {
  if (one === undefined) return false;
  const names = Object.keys(other) as (keyof Autoscaling)[];
  return names.every((name) => one[name] === other[name]);
}

function inWords(timeInMs: number): string {
  const minutes = Math.round(timeInMs / 60_000);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}
