import type { CreateScheduleInput, Scheduler } from '@aws-sdk/client-scheduler';
import { toTorchrelayError } from '@torchrelay/core/target-utils';
import type { StepResult } from '@torchrelay/core/target';

import { serviceCodeOf } from '../../client/aws-failure.ts';
import { partitionOf } from '../../client/aws-settings.ts';
import { ask, isAbsence } from '../sagemaker-request.ts';
import { done, pending, pollsOf } from '../steps/step-run.ts';
import type { OperatingRun } from './do-operating-step.ts';
import { rolePath } from './expiry-role.ts';
import { expiryRoleName, scheduleName } from './operating-native.ts';

/** IAM takes some seconds to let others know of a new role; a minute is long. */
const mostPolls = 12;

/** Sets when the endpoint is deleted: from now, whatever was set before. */
export async function setSchedule(run: OperatingRun): Promise<StepResult> {
  const polls = pollsOf(run.call) ?? 0;
  try {
    await putSchedule(run);
    return done;
  } catch (error) {
    const isNew = run.settings.schedulerRole === undefined && polls < mostPolls;
    if (!isNew || !isRoleUnknown(error)) throw error;
    return pending('waiting until the scheduler may take its new role on', polls);
  }
}

/** A new one, or in place of the one that is there. */
async function putSchedule(run: OperatingRun): Promise<void> {
  const request = scheduleRequest(run);
  try {
    await send(run, 'scheduler:CreateSchedule', (client, options) =>
      client.createSchedule(request, options),
    );
  } catch (error) {
    if (serviceCodeOf(error) !== 'ConflictException') throw error;
    await send(run, 'scheduler:UpdateSchedule', (client, options) =>
      client.updateSchedule(request, options),
    );
  }
}

/**
 * A schedule that was carried out stays: it is what tells that the time was over, until it is removed with the rest.
 * An endpoint that is just being changed cannot be deleted; the scheduler tries for a day then, which is its own default.
 */
function scheduleRequest({
  step,
  call,
  settings,
  region,
  accountId,
}: OperatingRun): CreateScheduleInput {
  const ownRole = `arn:${partitionOf(region)}:iam::${accountId}:role${rolePath}${expiryRoleName(step.target, region)}`;
  return {
    Name: scheduleName(step.target),
    Description: `Deletes the endpoint ${step.target} when its time is over. Made by torchrelay.`,
    ScheduleExpression: `at(${timeAfter(Number(call.inputs['ttlInMs']))})`,
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'NONE',
    Target: {
      Arn: `arn:${partitionOf(region)}:scheduler:::aws-sdk:sagemaker:deleteEndpoint`,
      RoleArn: settings.schedulerRole ?? ownRole,
      Input: JSON.stringify({ EndpointName: step.target }),
    },
  };
}

/** Schedules know minutes: the next whole one, as `2026-11-23T12:34:00`. */
function timeAfter(ttlInMs: number): string {
  const minute = 60_000;
  const time = Math.ceil((Date.now() + ttlInMs) / minute) * minute;
  return new Date(time).toISOString().slice(0, 19);
}

/** _read_: what the scheduler says of a role that does not trust it, and of one that it does not know of yet. */
function isRoleUnknown(error: unknown): boolean {
  return (
    serviceCodeOf(error) === 'ValidationException' &&
    toTorchrelayError(error).message.includes('to assume the role')
  );
}

export async function deleteSchedule(run: OperatingRun): Promise<StepResult> {
  try {
    await send(run, 'scheduler:DeleteSchedule', (client, options) =>
      client.deleteSchedule({ Name: scheduleName(run.step.target) }, options),
    );
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
  return done;
}

async function send<Answer>(
  { step, call, clients }: OperatingRun,
  permission: string,
  request: (client: Scheduler, options: { readonly abortSignal?: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  const client = await clients.scheduler();
  return ask({
    attempt: `Cannot ${step.action} the time limit of ${step.target}`,
    permission,
    abortSignal: call.abortSignal,
    send: (options) => request(client, options),
  });
}
