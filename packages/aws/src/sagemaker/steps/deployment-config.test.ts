import type { Rollout } from '@torchrelay/core/target';
import { describe, expect, test } from 'vitest';

import { type ChangeInputs, deploymentConfig } from './deployment-config.ts';

const change = (more: Partial<ChangeInputs> = {}): ChangeInputs => ({
  strategy: 'side-by-side',
  rollout: undefined,
  batch: 1,
  alarms: [],
  limitInSeconds: 4000,
  ...more,
});
const rollout = (more: Partial<Rollout>): Rollout => ({
  shift: 'canary',
  waitInMs: 90_500,
  keepOldInMs: 1_000,
  ...more,
});

describe('SageMaker is asked to change', () => {
  test('all at once where nothing else was said', () => {
    expect(deploymentConfig(change())).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
        TerminationWaitInSeconds: 0,
      },
    });
  });

  test('by a canary in per cent, with its waits and alarms', () => {
    const asked = change({ rollout: rollout({ percent: 10 }), alarms: ['a', 'b'] });
    expect(deploymentConfig(asked)).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'CANARY',
          CanarySize: { Type: 'CAPACITY_PERCENT', Value: 10 },
          WaitIntervalInSeconds: 91,
        },
        TerminationWaitInSeconds: 1,
        MaximumExecutionTimeoutInSeconds: 4000,
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'a' }, { AlarmName: 'b' }] },
    });
  });

  test('in parts of so many instances', () => {
    const asked = change({ rollout: rollout({ shift: 'linear', instances: 2 }) });
    expect(deploymentConfig(asked).BlueGreenUpdatePolicy?.TrafficRoutingConfiguration).toEqual({
      Type: 'LINEAR',
      LinearStepSize: { Type: 'INSTANCE_COUNT', Value: 2 },
      WaitIntervalInSeconds: 91,
    });
  });

  test('all at once, and watched', () => {
    const asked = change({ rollout: rollout({ shift: 'all-at-once' }), alarms: ['a'] });
    const { BlueGreenUpdatePolicy: policy, AutoRollbackConfiguration } = deploymentConfig(asked);
    expect(policy?.TrafficRoutingConfiguration).toEqual({
      Type: 'ALL_AT_ONCE',
      WaitIntervalInSeconds: 91,
    });
    expect(AutoRollbackConfiguration).toEqual({ Alarms: [{ AlarmName: 'a' }] });
  });

  test('in place as few at a time as can be, or as many as was said', () => {
    expect(deploymentConfig(change({ strategy: 'in-place', batch: 3 }))).toEqual({
      RollingUpdatePolicy: {
        MaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: 3 },
        WaitIntervalInSeconds: 0,
      },
    });
    const asked = rollout({ shift: 'linear', percent: 25, keepOldInMs: 0 });
    expect(
      deploymentConfig(change({ strategy: 'in-place', rollout: asked, alarms: ['a'] })),
    ).toEqual({
      RollingUpdatePolicy: {
        MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 25 },
        WaitIntervalInSeconds: 91,
        MaximumExecutionTimeoutInSeconds: 4000,
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'a' }] },
    });
  });
});
