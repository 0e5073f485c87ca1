import { TorchrelayError } from '@torchrelay/core';
import type { TrainSpec } from '@torchrelay/core/target';

import type { AzureMlSettings } from '../azureml-settings.ts';
import { ownFields } from './provider-options.ts';

/** `https://VAULT.vault.azure.net/secrets/NAME`, with a version, and with a key of one that is JSON. */
const vaultSecret =
  /^https:\/\/[a-z0-9-]+\.vault\.(?:azure\.net|usgovcloudapi\.net|azure\.cn)\/secrets\/[A-Za-z0-9-]+(?:\/[0-9a-f]{32})?(?:#.+)?$/i;
/** How long a job may run. _read_: Azure's page on quotas and limits. */
const [mostDays, mostSpotDays] = [21, 7];
const dayInMs = 24 * 60 * 60_000;
const blobAddress = /^https:\/\/[a-z0-9]+\.blob\.[a-z.]+\/[^/?]+\/[^?]*$/i;

/**
 * Refuses what Azure ML excludes, with the reason, before anything is sent. Pure.
 *
 * @throws TorchrelayError `JOB_INVALID`
 */
export function checkJob(spec: TrainSpec, settings: AzureMlSettings): void {
  checkCompute(spec, settings);
  checkTimes(spec);
  checkIdentity(spec, settings);
  checkSecrets(spec);
  checkData(spec);
  const own = Object.keys(Object(spec.providerOptions)).find((field) => ownFields.has(field));
  if (own !== undefined)
    throw refused(
      `providerOptions has ${own}, which torchrelay sets itself.`,
      'Leave it out, and say it in the words of the job or of azureml().',
    );
}

function checkCompute({ spot }: TrainSpec, { training = {} }: AzureMlSettings): void {
  const { compute, makeCompute = false } = training;
  if (makeCompute && compute === undefined)
    throw refused(
      'training.makeCompute is set, and the cluster that is to be made has no name.',
      'Give training.compute, or leave out makeCompute: serverless compute needs no cluster.',
    );
  if (spot && compute !== undefined && !makeCompute)
    throw refused(
      `Whether machines of the cluster "${compute}" may be taken away was decided when it was made.`,
      'Leave out "spot", or training.compute; or let the cluster be made: training.makeCompute.',
    );
}

/** A new cluster has no identity but one that is given to it, and a new one could read nothing yet. */
function checkIdentity({ secrets }: TrainSpec, { training = {} }: AzureMlSettings): void {
  const { makeCompute = false, identity } = training;
  const isNeeded = identity !== undefined || Object.keys(secrets).length > 0;
  if (!makeCompute || !isNeeded || identity?.startsWith('/') === true) return;
  throw refused(
    'The job runs as a managed identity, and the cluster that is to be made for it has none.',
    'Give the resource id of one to training.identity, which the cluster gets; or train on serverless compute, or on a cluster that is there.',
  );
}

function checkTimes({ maxRunTimeInMs, spot }: TrainSpec): void {
  const most = spot ? mostSpotDays : mostDays;
  if (maxRunTimeInMs <= most * dayInMs) return;
  throw refused(
    `The job may run for ${Math.ceil(maxRunTimeInMs / dayInMs)} days, and Azure ML ends ${spot ? 'jobs on spot machines' : 'jobs'} after ${most}.`,
    'Give less (--max-run-time): another attempt goes on from the checkpoints.',
  );
}

function checkSecrets({ secrets }: TrainSpec): void {
  const odd = Object.entries(secrets).find(([, reference]) => !vaultSecret.test(reference));
  if (odd === undefined) return;
  throw refused(
    `The secret "${odd[0]}" is to be ${odd[1]}, which is no secret of Azure Key Vault.`,
    'Give its address, https://VAULT.vault.azure.net/secrets/NAME, with #KEY behind it for one value of a secret that is JSON.',
  );
}

function checkData({ data }: TrainSpec): void {
  for (const [name, from] of Object.entries(data)) {
    if (from.kind !== 'uri' || !from.uri.startsWith('https:') || blobAddress.test(from.uri))
      continue;
    throw refused(
      `The data "${name}" is at ${withoutQuery(from.uri)}, which is no folder of Blob storage.`,
      'Give https://ACCOUNT.blob.core.windows.net/CONTAINER/FOLDER/ without a signature, which would be seen by whoever sees the job; or an azureml:// address of a datastore.',
    );
  }
}

/** What follows may be a signature. */
function withoutQuery(uri: string): string {
  return uri.split('?')[0] ?? uri;
}

function refused(message: string, hint: string): TorchrelayError {
  return new TorchrelayError({ code: 'JOB_INVALID', message, hint });
}
