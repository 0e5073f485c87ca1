import { TorchrelayError } from '@torchrelay/core';
import type { TrainSpec } from '@torchrelay/core/target';

import type { SagemakerSettings } from '../sagemaker-settings.ts';
import { ownFields } from './provider-options.ts';

/** What SageMaker takes into one job, besides ours. _spec_: botocore's model. */
const mostChannels = 18;
const longestKeepAliveInMs = 21_600_000;
const secretArn = /^arn:aws[\w-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+(?:#.+)?$/;

/**
 * Refuses what SageMaker excludes, with the reason, before anything is sent. Pure.
 *
 * @throws TorchrelayError `JOB_INVALID`
 */
export function checkJob(spec: TrainSpec, settings: SagemakerSettings): void {
  checkSpot(spec, settings);
  checkSecrets(spec, settings);
  const { keepAliveInMs = 0 } = settings.training ?? {};
  if (keepAliveInMs < 0 || keepAliveInMs > longestKeepAliveInMs)
    throw refused(
      `training.keepAliveInMs is ${keepAliveInMs}, and SageMaker keeps instances for 6 hours at most.`,
      `Give 0 to ${longestKeepAliveInMs}.`,
    );
  const channels = Object.keys(spec.data).length;
  if (channels > mostChannels)
    throw refused(
      `The job has ${channels} sets of data, and SageMaker brings ${mostChannels} at most.`,
      'Put some of them into one folder.',
    );
  const own = Object.keys(Object(spec.providerOptions)).find((field) => ownFields.has(field));
  if (own !== undefined)
    throw refused(
      `providerOptions has ${own}, which torchrelay sets itself.`,
      'Leave it out, and say it in the words of the job or of sagemaker().',
    );
}

function checkSpot({ spot }: TrainSpec, { instancePools, training }: SagemakerSettings): void {
  if (!spot) return;
  if (instancePools === true)
    throw refused(
      'With instancePools SageMaker chooses among several types (InstancePreferences), which it does not do at spot prices.',
      'Leave out "spot", or train with a sagemaker() without instancePools.',
    );
  if (training?.keepAliveInMs !== undefined && training.keepAliveInMs > 0)
    throw refused(
      'SageMaker keeps no instances at spot prices for a next job (KeepAlivePeriodInSeconds).',
      'Leave out "spot", or training.keepAliveInMs.',
    );
}

function checkSecrets({ secrets }: TrainSpec, { networkIsolation }: SagemakerSettings): void {
  const [first] = Object.entries(secrets);
  if (first === undefined) return;
  if (networkIsolation === true)
    throw refused(
      `The secret "${first[0]}" is read where the job runs, and networkIsolation lets nothing out of the container.`,
      'Leave out networkIsolation, or the secret.',
    );
  const odd = Object.entries(secrets).find(([, reference]) => !secretArn.test(reference));
  if (odd !== undefined)
    throw refused(
      `The secret "${odd[0]}" is to be ${odd[1]}, which is no secret of AWS Secrets Manager.`,
      'Give its ARN, arn:aws:secretsmanager:…:secret:NAME, with #KEY behind it for one value of a secret that is JSON.',
    );
}

function refused(message: string, hint: string): TorchrelayError {
  return new TorchrelayError({ code: 'JOB_INVALID', message, hint });
}
