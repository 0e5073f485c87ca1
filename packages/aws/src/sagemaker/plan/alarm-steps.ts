import type { ServeSpec, Step } from '@torchrelay/core/target';

import { nativeStep } from './native-step.ts';
import { alarmName, type OwnAlarm, ownAlarms, writeAlarms } from './rollout.ts';

/** The alarms that watch one change, made before it. */
export function createAlarms(
  { name, rollout }: ServeSpec,
  { endpointArn, kinds }: { readonly endpointArn: string; readonly kinds: readonly OwnAlarm[] },
): readonly Step[] {
  const { alarms } = rollout ?? {};
  return ownAlarms(alarms).map((kind) =>
    nativeStep({
      action: 'create',
      kind: 'alarm',
      target: alarmName(name, kind),
      inputs: {
        endpoint: name,
        endpointArn,
        allWatch: writeAlarms(kinds),
        watches: kind,
        bound: (kind === 'latency' ? alarms?.latencyP99InMs : alarms?.serverErrorsPerMinute) ?? 0,
      },
      permissions: ['cloudwatch:PutMetricAlarm', 'sagemaker:AddTags'],
    }),
  );
}

/** And removed after it. With the last one the endpoint forgets that it had any, where there is an endpoint. */
export function deleteAlarms({
  name,
  kinds,
  endpointArn = '',
}: {
  readonly name: string;
  readonly kinds: readonly OwnAlarm[];
  readonly endpointArn?: string;
}): readonly Step[] {
  return kinds.map((kind, index) =>
    nativeStep({
      action: 'delete',
      kind: 'alarm',
      target: alarmName(name, kind),
      inputs: { endpointArn: index === kinds.length - 1 ? endpointArn : '' },
      permissions: ['cloudwatch:DeleteAlarms', 'sagemaker:DeleteTags'],
    }),
  );
}
