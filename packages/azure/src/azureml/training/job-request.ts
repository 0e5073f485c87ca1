import type { TrainSpec } from '@torchrelay/core/target';

import type { AzureMlSettings } from '../azureml-settings.ts';
import type { CommandJob, Job } from '../schemas.ts';
import { jobFolders } from './job-folders.ts';
import { jobTags } from './job-tags.ts';
import { networkPresets } from './network-presets.ts';
import { withProviderOptions } from './provider-options.ts';
import { environmentIdOf } from './training-environment.ts';

export interface JobPlace {
  /** `/subscriptions/…/workspaces/mine` */
  readonly workspaceId: string;
  /** Of our store, for tags. */
  readonly storeLocation: string;
  /** `azureml://…` of a key in our store. */
  readonly uriOf: (key: string) => string;
}

/** The command job of one attempt. Arguments, environment and secrets are no part of it: they are in `job.json`. */
export function jobRequest(spec: TrainSpec, settings: AzureMlSettings, place: JobPlace): Job {
  const { training = {}, tags } = settings;
  const { workspaceId, storeLocation, uriOf } = place;
  const { compute, makeCompute = false } = training;
  const presets = networkPresets(spec);
  const identity = identityOf(spec, settings);
  const isServerless = compute === undefined;
  const job: CommandJob = {
    jobType: 'Command',
    displayName: spec.id,
    experimentName: spec.name,
    ...jobFolders(spec, uriOf),
    environmentId: environmentIdOf(spec, training, workspaceId),
    ...(!isServerless && { computeId: `${workspaceId}/computes/${compute}` }),
    // One process on each node, which starts the others.
    ...(spec.nodes > 1 && {
      distribution: { distributionType: 'PyTorch', processCountPerInstance: 1 },
    }),
    resources: {
      instanceCount: spec.nodes,
      ...(isServerless && { instanceType: spec.offer.instanceType }),
      ...((isServerless || makeCompute) && { shmSize: sharedMemory(spec) }),
    },
    ...(isServerless && spec.spot && { queueSettings: { jobTier: 'Spot' } }),
    ...(Object.keys(presets).length > 0 && { environmentVariables: { ...presets } }),
    limits: { jobLimitsType: 'Command', timeout: `PT${Math.ceil(spec.maxRunTimeInMs / 1000)}S` },
    ...(identity !== undefined && { identity }),
    tags: jobTags(spec, storeLocation, tags),
  };
  return { properties: withProviderOptions(job, spec.providerOptions) };
}

/** Half of the node's memory, as Linux has it by itself: of Azure ML's 2 GiB, loaders of data soon use more. */
function sharedMemory({ offer }: TrainSpec): string {
  return `${Math.max(1, Math.floor(offer.memoryBytes / 2 ** 31))}g`;
}

function identityOf(
  { secrets }: TrainSpec,
  { training: { identity } = {} }: AzureMlSettings,
): CommandJob['identity'] {
  if (identity === undefined && Object.keys(secrets).length === 0) return undefined;
  const managed = { identityType: 'Managed' } as const;
  if (identity === undefined || identity === 'compute') return managed;
  return identity.startsWith('/')
    ? { ...managed, resourceId: identity }
    : { ...managed, clientId: identity };
}
