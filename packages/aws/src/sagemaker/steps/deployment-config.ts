import type { CapacitySize, DeploymentConfig } from '@aws-sdk/client-sagemaker';
import type { Rollout, Strategy } from '@torchrelay/core/target';

import { inSeconds } from '../plan/rollout.ts';

/** How SageMaker is to bring one configuration to another. */
export interface ChangeInputs {
  readonly strategy: Strategy;
  readonly rollout: Rollout | undefined;
  /** Of a rolling update without a wish: so many at a time. */
  readonly batch: number;
  readonly alarms: readonly string[];
  readonly limitInSeconds: number;
}

/** The same in SageMaker's form. Pure. */
export function deploymentConfig(change: ChangeInputs): DeploymentConfig {
  const { strategy, alarms } = change;
  return {
    ...(strategy === 'in-place' ? rolling(change) : blueGreen(change)),
    ...(alarms.length > 0 && {
      AutoRollbackConfiguration: { Alarms: alarms.map((AlarmName) => ({ AlarmName })) },
    }),
  };
}

function rolling({ rollout, batch, limitInSeconds }: ChangeInputs): DeploymentConfig {
  return {
    RollingUpdatePolicy: {
      MaximumBatchSize:
        rollout === undefined || rollout.shift === 'all-at-once'
          ? { Type: 'INSTANCE_COUNT', Value: batch }
          : sizeOf(rollout),
      WaitIntervalInSeconds: inSeconds(rollout?.waitInMs ?? 0),
      ...(rollout !== undefined && { MaximumExecutionTimeoutInSeconds: limitInSeconds }),
    },
  };
}

function blueGreen({ rollout, limitInSeconds }: ChangeInputs): DeploymentConfig {
  return {
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: {
        ...routing(rollout),
        WaitIntervalInSeconds: inSeconds(rollout?.waitInMs ?? 0),
      },
      TerminationWaitInSeconds: inSeconds(rollout?.keepOldInMs ?? 0),
      ...(rollout !== undefined && { MaximumExecutionTimeoutInSeconds: limitInSeconds }),
    },
  };
}

type Routing =
  | { readonly Type: 'ALL_AT_ONCE' }
  | { readonly Type: 'CANARY'; readonly CanarySize: CapacitySize }
  | { readonly Type: 'LINEAR'; readonly LinearStepSize: CapacitySize };

function routing(rollout: Rollout | undefined): Routing {
  if (rollout?.shift === 'canary') return { Type: 'CANARY', CanarySize: sizeOf(rollout) };
  if (rollout?.shift === 'linear') return { Type: 'LINEAR', LinearStepSize: sizeOf(rollout) };
  return { Type: 'ALL_AT_ONCE' };
}

function sizeOf({ percent, instances }: Rollout): CapacitySize {
  return percent === undefined
    ? { Type: 'INSTANCE_COUNT', Value: instances ?? 1 }
    : { Type: 'CAPACITY_PERCENT', Value: percent };
}
