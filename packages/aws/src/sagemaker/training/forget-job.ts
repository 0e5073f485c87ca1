import { TorchrelayError } from '@torchrelay/core';
import type { Call } from '@torchrelay/core/target';

import { serviceCodeOf } from '../../client/aws-failure.ts';
import type { SagemakerClients } from '../sagemaker-clients.ts';
import { ask, askIfAny } from '../sagemaker-request.ts';
import { describeJob } from './describe-job.ts';

/** Removes an attempt that has ended from SageMaker's list, so that its name is free. Its log stays. */
export async function forgetJob(
  { sagemaker }: Pick<SagemakerClients, 'sagemaker'>,
  id: string,
  call: Call,
): Promise<void> {
  const client = await sagemaker();
  try {
    await askIfAny({
      attempt: `Cannot remove the training job ${id}`,
      permission: 'sagemaker:DeleteTrainingJob',
      abortSignal: call.abortSignal,
      send: (options) => client.deleteTrainingJob({ TrainingJobName: id }, options),
    });
  } catch (error) {
    if (serviceCodeOf(error) !== 'ResourceInUse') throw error;
    await endWarmPool({ sagemaker }, id, call);
    throw keptWarm(id, error);
  }
}

/** SageMaker deletes no job whose instances it keeps for the next. */
async function endWarmPool(
  clients: Pick<SagemakerClients, 'sagemaker'>,
  id: string,
  call: Call,
): Promise<void> {
  const found = await describeJob(clients, id, call);
  if (found?.WarmPoolStatus?.Status !== 'Available') return;
  const client = await clients.sagemaker();
  const ResourceConfig = { KeepAlivePeriodInSeconds: 0 };
  await ask({
    attempt: `Cannot give the instances of ${id} back`,
    permission: 'sagemaker:UpdateTrainingJob',
    abortSignal: call.abortSignal,
    send: (options) => client.updateTrainingJob({ TrainingJobName: id, ResourceConfig }, options),
  });
}

/** Some seconds later it is gone. */
function keptWarm(id: string, cause: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'UNAVAILABLE',
    message: `SageMaker still holds the instances of the training job ${id}.`,
    hint: 'Run the command again in a minute.',
    recovery: 'retry',
    effect: 'none',
    cause,
  });
}
