import type { StepResult } from '@torchrelay/core/target';

import { serviceCodeOf } from '../../client/aws-failure.ts';
import { ask } from '../sagemaker-request.ts';
import { done } from '../steps/step-run.ts';
import type { OperatingRun } from './do-operating-step.ts';
import { policyName, scalableTarget } from './operating-native.ts';

/** Both requests say how it is to be, whatever there was: they can be repeated. */
export async function setRule(run: OperatingRun): Promise<StepResult> {
  const { step, call, clients, settings } = run;
  const { abortSignal, inputs } = call;
  const client = await clients.autoscaling();
  const about = scalableTarget(step.target);
  const bounds = { MinCapacity: Number(inputs['min']), MaxCapacity: Number(inputs['max']) };
  const tags = { ...settings.tags, 'torchrelay:name': step.target };
  await ask({
    attempt: `Cannot let ${step.target} be scaled`,
    permission: 'application-autoscaling:RegisterScalableTarget',
    abortSignal,
    send: (options) => client.registerScalableTarget({ ...about, ...bounds, Tags: tags }, options),
  });
  await ask({
    attempt: `Cannot set the rule by which ${step.target} is scaled`,
    permission: 'application-autoscaling:PutScalingPolicy',
    abortSignal,
    send: (options) =>
      client.putScalingPolicy(
        {
          ...about,
          PolicyName: policyName,
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: Number(inputs['requestsPerInstancePerMinute']),
            PredefinedMetricSpecification: {
              PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance',
            },
            ScaleOutCooldown: seconds(inputs['scaleOutCooldownInMs']),
            ScaleInCooldown: seconds(inputs['scaleInCooldownInMs']),
          },
        },
        options,
      ),
  });
  return done;
}

function seconds(timeInMs: unknown): number {
  return Math.round(Number(timeInMs) / 1000);
}

/** Its policies and their alarms go with it (_read_). */
export async function deleteRule({ step, call, clients }: OperatingRun): Promise<StepResult> {
  const client = await clients.autoscaling();
  try {
    await ask({
      attempt: `Cannot end the autoscaling of ${step.target}`,
      permission: 'application-autoscaling:DeregisterScalableTarget',
      abortSignal: call.abortSignal,
      send: (options) => client.deregisterScalableTarget(scalableTarget(step.target), options),
    });
  } catch (error) {
    if (serviceCodeOf(error) !== 'ObjectNotFoundException') throw error;
  }
  return done;
}
