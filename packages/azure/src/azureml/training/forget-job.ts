import { TorchrelayError } from '@torchrelay/core';
import type { Call } from '@torchrelay/core/target';

import type { AzureMlSettings } from '../azureml-settings.ts';
import type { MlClient } from '../client/ml-client.ts';
import { forgetCluster } from './compute/forget-cluster.ts';
import { findJob } from './observe/find-job.ts';
import { forgetModel } from './result-model.ts';

/**
 * Removes an attempt that has ended from the workspace, the model that it has left there, and the cluster that was made for it. Azure does it in its own
 * time; what Azure itself has kept of the job's log stays in the storage account.
 */
export async function forgetJob({
  client,
  id,
  name,
  settings: { training = {} },
  call,
}: {
  readonly client: MlClient;
  readonly id: string;
  /** Of the job that it is an attempt of. */
  readonly name: string;
  readonly settings: AzureMlSettings;
  readonly call: Call;
}): Promise<void> {
  const attempt = `Cannot remove the training job ${id}`;
  await forgetModel(client, id, call);
  if ((await findJob(client, id, call)) !== undefined)
    await client.find({ method: 'DELETE', path: `jobs/${id}`, attempt }, call);
  const { compute, makeCompute = false } = training;
  if (makeCompute && compute !== undefined) await forgetCluster({ client, compute, name, call });
  if ((await findJob(client, id, call)) !== undefined) throw stillThere(id);
}

/** Its name is free when it is gone: the next job of that name would be taken for this one. */
function stillThere(id: string): TorchrelayError {
  return new TorchrelayError({
    code: 'UNAVAILABLE',
    message: `Azure ML has not removed the training job ${id} yet.`,
    hint: 'Run the command again in a minute.',
    recovery: 'retry',
    effect: 'none',
  });
}
