import type { Step, StepCall, StepResult } from '@torchrelay/core/target';

import type { SagemakerSettings } from '../sagemaker-settings.ts';
import { deleteRule, setRule } from './autoscaling.ts';
import { deleteExpiryRole, makeExpiryRole } from './expiry-role.ts';
import type { OperatingClients } from './operating-clients.ts';
import type { OperatingKind } from '../plan/native-step.ts';
import { deleteSchedule, setSchedule } from './schedule.ts';

/** What carrying out one request of such a step needs. Its target is the name of the deployment. */
export interface OperatingRun {
  readonly step: Step;
  readonly call: StepCall;
  readonly clients: OperatingClients;
  readonly settings: SagemakerSettings;
  readonly region: string;
  readonly accountId: string;
}

type DoStep = (run: OperatingRun) => Promise<StepResult>;

const steps: Readonly<Record<OperatingKind, { readonly set: DoStep; readonly remove: DoStep }>> = {
  autoscaling: { set: setRule, remove: deleteRule },
  schedule: { set: setSchedule, remove: deleteSchedule },
  'schedule role': { set: makeExpiryRole, remove: deleteExpiryRole },
};

export function doOperatingStep(run: OperatingRun): Promise<StepResult> {
  const { set, remove } = steps[run.step.kind as OperatingKind];
  return run.step.action === 'delete' ? remove(run) : set(run);
}
