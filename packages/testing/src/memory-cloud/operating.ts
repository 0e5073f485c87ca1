import type {
  Autoscaling,
  Deployment,
  JsonObject,
  Serving,
  ServeSpec,
  Step,
} from '@torchrelay/core/target';

import type { MemoryResource } from './memory-cloud.ts';
import { tagsFor } from './memory-names.ts';
import { planStep } from './plan-step.ts';

/** What goes with an endpoint, and is no part of a release: how it is scaled, and when it ends. */
export type OperatingNative = {
  readonly autoscaling: MemoryResource | null;
  readonly expiry: MemoryResource | null;
};

function autoscalingId(name: string): string {
  return `autoscaling/${name}`;
}

export function expiryId(name: string): string {
  return `expiry/${name}`;
}

export function operatingNative(parts: readonly MemoryResource[]): OperatingNative {
  const find = (kind: string): MemoryResource | null =>
    parts.find((part) => part.kind === kind) ?? null;
  return { autoscaling: find('autoscaling'), expiry: find('expiry') };
}

/** The same plan, with the rule of autoscaling after what it scales, and the end set before there is anything to end. */
export function withOperating(plan: Serving['plan']): Serving['plan'] {
  return (want, live) => {
    const steps = plan(want, live);
    const native = nativeOf(live);
    if (want === undefined) return [...removals(native), ...steps];
    return [...expirySteps(want, native), ...steps, ...autoscalingSteps(want, native)];
  };
}

function nativeOf(live: Deployment | undefined): OperatingNative {
  const { autoscaling = null, expiry = null } = (live?.native ?? {}) as Partial<OperatingNative>;
  return { autoscaling, expiry };
}

/** A rule would go on changing an endpoint that is being removed. */
function removals({ autoscaling, expiry }: OperatingNative): readonly Step[] {
  return [autoscaling, expiry].flatMap((part) =>
    part === null ? [] : planStep({ action: 'delete', target: part.id }),
  );
}

function expirySteps(
  { ttlInMs, ...want }: ServeSpec,
  { expiry }: OperatingNative,
): readonly Step[] {
  const target = expiryId(want.name);
  if (ttlInMs === undefined) return [];
  if (ttlInMs === null) return expiry === null ? [] : [planStep({ action: 'delete', target })];
  const inputs = { ttlInMs, tags: tagsFor(want) };
  return [planStep({ action: expiry === null ? 'create' : 'update', target, inputs })];
}

function autoscalingSteps(
  want: ServeSpec,
  { autoscaling: present }: OperatingNative,
): readonly Step[] {
  const target = autoscalingId(want.name);
  if (want.autoscaling === undefined) {
    return present === null ? [] : [planStep({ action: 'delete', target })];
  }
  const inputs = { ...want.autoscaling };
  if (present === null) {
    return [planStep({ action: 'create', target, inputs: { ...inputs, tags: tagsFor(want) } })];
  }
  const isSame = JSON.stringify(autoscalingOf(present.properties)) === JSON.stringify(inputs);
  return isSame ? [] : [planStep({ action: 'update', target, inputs })];
}

/** The rule as it was given. */
export function autoscalingOf(properties: JsonObject): Autoscaling {
  const number = (name: keyof Autoscaling): number => Number(properties[name]);
  return {
    min: number('min'),
    max: number('max'),
    requestsPerInstancePerMinute: number('requestsPerInstancePerMinute'),
    scaleOutCooldownInMs: number('scaleOutCooldownInMs'),
    scaleInCooldownInMs: number('scaleInCooldownInMs'),
  };
}
