import { TorchrelayError } from '@torchrelay/core';
import type { Call, StepCall, StepResult, TrainSpec } from '@torchrelay/core/target';

import type { AzureMlSettings } from '../../azureml-settings.ts';
import type { MlClient } from '../../client/ml-client.ts';
import { explainFailure } from '../../failure/explain-failure.ts';
import type { Compute } from '../../schemas.ts';
import { done, pending } from '../../steps/step-run.ts';
import { clusterRequest, ownerOf } from './cluster-step.ts';

export interface ClusterRun {
  readonly compute: string;
  readonly spec: TrainSpec;
  readonly call: StepCall;
  readonly client: MlClient;
  readonly settings: AzureMlSettings;
  readonly location: string;
}

export function findCluster(
  client: MlClient,
  compute: string,
  call: Call,
): Promise<Compute | undefined> {
  const attempt = `Cannot look at the cluster ${compute}`;
  return client.find<Compute>({ path: `computes/${compute}`, attempt }, call);
}

/** Begins to make it, or looks how far it is. One that is there as wanted is used. */
export async function makeCluster(run: ClusterRun): Promise<StepResult> {
  const { client, compute, call, settings, location, spec } = run;
  const found = await findCluster(client, compute, call);
  if (found === undefined) {
    const body = clusterRequest(spec, {
      location,
      tags: settings.tags,
      identity: settings.training?.identity,
    });
    const attempt = `Cannot make the cluster ${compute}`;
    await client.send({ method: 'PUT', path: `computes/${compute}`, body, attempt }, call);
    return making;
  }
  check(found, run);
  const { provisioningState = 'Succeeded' } = found.properties;
  if (provisioningState === 'Succeeded') return done;
  if (provisioningState === 'Failed' || provisioningState === 'Canceled') throw notMade(found, run);
  return making;
}

const making: StepResult = pending('Creating: the cluster has no machines until the job comes');

/** Azure changes neither the type of a cluster nor what its machines cost. */
function check(found: Compute, { compute, spec }: ClusterRun): void {
  if (ownerOf(found) !== spec.name)
    throw taken(
      `There is a cluster ${compute} that torchrelay has not made for ${spec.name}.`,
      'Give another name (training.compute), or use it as it is: leave out training.makeCompute.',
    );
  const { vmSize, vmPriority = 'Dedicated', scaleSettings } = found.properties.properties ?? {};
  const isAsWanted =
    vmSize?.toLowerCase() === spec.offer.instanceType.toLowerCase() &&
    vmPriority === (spec.spot ? 'LowPriority' : 'Dedicated') &&
    (scaleSettings?.maxNodeCount ?? 0) >= spec.nodes;
  if (isAsWanted) return;
  throw taken(
    `The cluster ${compute} was made with ${scaleSettings?.maxNodeCount ?? 0} × ${vmSize} (${vmPriority}) for an earlier attempt, and the job needs ${spec.nodes} × ${spec.offer.instanceType}.`,
    `Remove it (az ml compute delete --name ${compute}), or give another name: training.compute.`,
  );
}

function taken(message: string, hint: string): TorchrelayError {
  return new TorchrelayError({ code: 'NAME_TAKEN', message, hint });
}

function notMade({ properties: { provisioningErrors = [] } }: Compute, run: ClusterRun): Error {
  const said = provisioningErrors.flatMap(({ error }) => error?.message ?? []).join(' ');
  const meaning = explainFailure(said);
  return new TorchrelayError({
    code: meaning?.code ?? 'COMPUTE_FAILED',
    message: `The cluster ${run.compute} could not be made: ${said === '' ? 'Azure does not say why' : said.replace(/\.$/, '')}.`,
    hint:
      meaning?.hint ??
      'The studio’s page "Compute" may say more. Remove the cluster before you try again.',
    effect: 'done',
  });
}
