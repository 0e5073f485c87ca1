import type { SageMaker } from '@aws-sdk/client-sagemaker';
import type { StepResult } from '@torchrelay/core/target';

import { describeEndpoint } from '../observe/describe-endpoint.ts';
import { ask, isAbsence, isBusy } from '../sagemaker-request.ts';
import { done, pending, pollsOf, type StepRun } from './step-run.ts';

/** An endpoint that is being made or changed refuses to be deleted: then we wait, visibly. */
export async function doDeleteEndpoint(run: StepRun): Promise<StepResult> {
  const { step, call, clients } = run;
  const found = await describeEndpoint(clients, step.target, call);
  if (found === undefined) return done;
  if (found.status === 'Deleting') return pending('Deleting', pollsOf(call));
  if (found.status === 'Creating')
    return pending('Creating: it can be deleted once that has ended', pollsOf(call));
  try {
    await remove(run, 'sagemaker:DeleteEndpoint', (client, options) =>
      client.deleteEndpoint({ EndpointName: step.target }, options),
    );
  } catch (error) {
    if (!isBusy(error)) throw error;
    return pending('it can be deleted once its change has ended');
  }
  return pending('Deleting');
}

export async function doDeleteConfig(run: StepRun): Promise<StepResult> {
  await remove(run, 'sagemaker:DeleteEndpointConfig', (client, options) =>
    client.deleteEndpointConfig({ EndpointConfigName: run.step.target }, options),
  );
  return done;
}

export async function doDeleteModel(run: StepRun): Promise<StepResult> {
  await remove(run, 'sagemaker:DeleteModel', (client, options) =>
    client.deleteModel({ ModelName: run.step.target }, options),
  );
  return done;
}

/** What is not there is removed already. */
async function remove(
  { step, call, clients }: StepRun,
  permission: string,
  send: (client: SageMaker, options: { readonly abortSignal?: AbortSignal }) => Promise<unknown>,
): Promise<void> {
  const client = await clients.sagemaker();
  const attempt = `Cannot delete the ${step.kind} ${step.target}`;
  const { abortSignal } = call;
  try {
    await ask({ attempt, permission, abortSignal, send: (options) => send(client, options) });
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
}
