import type {
  ScalableTarget,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { toTorchrelayError } from '@torchrelay/core/target-utils';
import type { Call, Deployment } from '@torchrelay/core/target';

import { ask, askIfAny } from '../sagemaker-request.ts';
import type { OperatingClients } from './operating-clients.ts';
import {
  type NativeScalable,
  type NativeSchedule,
  type OperatingNative,
  policyName,
  ruleOf,
  scalableTarget,
  scheduleName,
} from './operating-native.ts';

/** How an endpoint is scaled and when it ends: beside what is observed of it, whatever of it is left. */
export async function observeOperating(
  name: string,
  clients: OperatingClients,
  call: Call,
): Promise<OperatingNative> {
  const [scalable, schedule] = await Promise.all([
    unlessDenied(observeScalable(name, clients, call), call),
    unlessDenied(observeSchedule(name, clients, call), call),
  ]);
  return { scalable, schedule };
}

/** The deployment with what goes with it. What is left of one that is gone is enough to be one. */
export function withOperating(live: Deployment, operating: OperatingNative): Deployment {
  const { serving, native } = live;
  const autoscaling = ruleOf(operating);
  const { scalable, schedule } = operating;
  return {
    ...live,
    ...(serving !== undefined && { serving: { ...serving, ...(autoscaling && { autoscaling }) } }),
    ...(schedule !== null && { expiresAt: schedule.at }),
    resources: [
      ...live.resources,
      ...(scalable === null
        ? []
        : [{ kind: 'autoscaling', id: scalableTarget(live.name).ResourceId, state: 'registered' }]),
      ...(schedule === null ? [] : [{ kind: 'schedule', id: schedule.arn, state: 'made' }]),
    ],
    native: { ...(native as object), operating },
  };
}

/** Who may not look has not made any: a deployment without either needs neither permission. */
async function unlessDenied<Found>(
  asked: Promise<Found | null>,
  call: Call,
): Promise<Found | null> {
  try {
    return await asked;
  } catch (thrown) {
    const { code, message, hint = '' } = toTorchrelayError(thrown);
    if (code !== 'ACCESS_DENIED') throw thrown;
    call.onWarning?.({ code: 'permission-missing', message: `${message} ${hint}`.trimEnd() });
    return null;
  }
}

async function observeScalable(
  name: string,
  { autoscaling }: OperatingClients,
  { abortSignal }: Call,
): Promise<NativeScalable | null> {
  const client = await autoscaling();
  const { ResourceId, ...about } = scalableTarget(name);
  const { ScalableTargets: [found] = [] } = await ask({
    attempt: `Cannot look at the autoscaling of ${name}`,
    permission: 'application-autoscaling:DescribeScalableTargets',
    abortSignal,
    send: (options) =>
      client.describeScalableTargets({ ...about, ResourceIds: [ResourceId] }, options),
  });
  if (found === undefined) return null;
  const { ScalingPolicies: policies = [] } = await ask({
    attempt: `Cannot look at the autoscaling of ${name}`,
    permission: 'application-autoscaling:DescribeScalingPolicies',
    abortSignal,
    send: (options) =>
      client.describeScalingPolicies({ ...about, ResourceId, PolicyNames: [policyName] }, options),
  });
  const ours = policies.find(({ PolicyName }) => PolicyName === policyName);
  return scalableOf(found, ours?.TargetTrackingScalingPolicyConfiguration);
}

function scalableOf(
  { MinCapacity = 0, MaxCapacity = 0 }: ScalableTarget,
  tracking: TargetTrackingScalingPolicyConfiguration | undefined,
): NativeScalable {
  const policy = tracking && {
    requestsPerInstancePerMinute: tracking.TargetValue ?? 0,
    scaleOutCooldownInMs: (tracking.ScaleOutCooldown ?? 0) * 1000,
    scaleInCooldownInMs: (tracking.ScaleInCooldown ?? 0) * 1000,
  };
  return { min: MinCapacity, max: MaxCapacity, policy: policy ?? null };
}

async function observeSchedule(
  name: string,
  { scheduler }: OperatingClients,
  { abortSignal }: Call,
): Promise<NativeSchedule | null> {
  const client = await scheduler();
  const found = await askIfAny({
    attempt: `Cannot look at the time limit of ${name}`,
    permission: 'scheduler:GetSchedule',
    abortSignal,
    send: (options) => client.getSchedule({ Name: scheduleName(name) }, options),
  });
  const time = /^at\((.+)\)$/.exec(found?.ScheduleExpression ?? '')?.[1];
  return time === undefined ? null : { arn: found?.Arn ?? '', at: Date.parse(`${time}Z`) };
}
