import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Call, StepResult } from '@torchrelay/core/target';

import { variantName } from '../plan/native-step.ts';
import type { SagemakerClients } from '../sagemaker-clients.ts';
import { ask, isAbsence } from '../sagemaker-request.ts';
import { alarmsTagKey } from '../tags.ts';
import { done, type StepRun, textOf } from './step-run.ts';

/** The endpoint says first that it has alarms: so they are found again, whatever happens next. */
export async function doPutAlarm(run: StepRun): Promise<StepResult> {
  const { step, call, clients } = run;
  const { abortSignal } = call;
  const sagemaker = await clients.sagemaker();
  await ask({
    attempt: `Cannot note the alarm ${step.target} on its endpoint`,
    permission: 'sagemaker:AddTags',
    abortSignal,
    send: (options) =>
      sagemaker.addTags(
        {
          ResourceArn: textOf(run, 'endpointArn'),
          Tags: [{ Key: alarmsTagKey, Value: textOf(run, 'allWatch') }],
        },
        options,
      ),
  });
  const client = await clients.cloudwatch();
  await ask({
    attempt: `Cannot make the alarm ${step.target}`,
    permission: 'cloudwatch:PutMetricAlarm',
    abortSignal,
    send: (options) => client.putMetricAlarm(alarmRequest(run), options),
  });
  return done;
}

/** _read_: SageMaker's list of metrics: latency in microseconds, errors as one for each request that had one. */
function alarmRequest(run: StepRun): PutMetricAlarmInput {
  const bound = Number(run.call.inputs['bound']);
  const endpoint = textOf(run, 'endpoint');
  const watched =
    textOf(run, 'watches') === 'latency'
      ? { MetricName: 'ModelLatency', ExtendedStatistic: 'p99', Threshold: bound * 1000 }
      : { MetricName: 'Invocation5XXErrors', Statistic: 'Sum' as const, Threshold: bound };
  return {
    ...watched,
    AlarmName: run.step.target,
    AlarmDescription: `Takes a change of the endpoint ${endpoint} back. Made by torchrelay, and removed after the change.`,
    Namespace: 'AWS/SageMaker',
    Dimensions: [
      { Name: 'EndpointName', Value: endpoint },
      { Name: 'VariantName', Value: variantName },
    ],
    ComparisonOperator: 'GreaterThanThreshold',
    Period: 60,
    EvaluationPeriods: 1,
    // A minute without requests is no failure.
    TreatMissingData: 'notBreaching',
  };
}

export async function doDeleteAlarm(run: StepRun): Promise<StepResult> {
  const { step, call, clients } = run;
  const { abortSignal } = call;
  const client = await clients.cloudwatch();
  await unlessAbsent(
    ask({
      attempt: `Cannot delete the alarm ${step.target}`,
      permission: 'cloudwatch:DeleteAlarms',
      abortSignal,
      send: (options) => client.deleteAlarms({ AlarmNames: [step.target] }, options),
    }),
  );
  if (textOf(run, 'endpointArn') !== '') await forgetAlarms(run);
  return done;
}

async function forgetAlarms(run: StepRun): Promise<void> {
  const { clients, call } = run;
  const sagemaker = await clients.sagemaker();
  await unlessAbsent(
    ask({
      attempt: `Cannot take the tag of the alarms from their endpoint`,
      permission: 'sagemaker:DeleteTags',
      abortSignal: call.abortSignal,
      send: (options) =>
        sagemaker.deleteTags(
          { ResourceArn: textOf(run, 'endpointArn'), TagKeys: [alarmsTagKey] },
          options,
        ),
    }),
  );
}

async function unlessAbsent(asked: Promise<unknown>): Promise<void> {
  try {
    await asked;
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
}

/** Those of them that have gone off. */
export async function soundingAlarms(
  clients: SagemakerClients,
  names: readonly string[],
  { abortSignal }: Call,
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const client = await clients.cloudwatch();
  const { MetricAlarms: metric = [], CompositeAlarms: composite = [] } = await ask({
    attempt: 'Cannot look at the alarms of the change',
    permission: 'cloudwatch:DescribeAlarms',
    abortSignal,
    send: (options) =>
      client.describeAlarms(
        {
          AlarmNames: [...names],
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          StateValue: 'ALARM',
        },
        options,
      ),
  });
  return [...metric, ...composite].flatMap(({ AlarmName }) => AlarmName ?? []);
}
