import type { Change, Job, JobState, Step, TrainSpec } from '@torchrelay/core/target';

import type { AzureMlSettings } from '../azureml-settings.ts';
import { permissionOf } from '../client/permission-of.ts';
import { checkJob } from './check-job.ts';
import { clusterStep } from './compute/cluster-step.ts';
import { curatedEnvironment, imageEnvironment } from './training-environment.ts';

const underWay: ReadonlySet<JobState> = new Set(['queued', 'starting', 'running']);

const jobKind = 'training job';
export const environmentKind = 'environment';

/**
 * An attempt is one command job; the environment of an image, and the cluster where one is to be made, come before.
 * Pure.
 *
 * @throws TorchrelayError `JOB_INVALID` for what Azure ML excludes
 */
export function planJob(
  want: TrainSpec | undefined,
  live: Job | undefined,
  settings: AzureMlSettings,
): readonly Step[] {
  if (want === undefined)
    return live !== undefined && underWay.has(live.state) ? [stopStep(live)] : [];
  if (live !== undefined) return [];
  checkJob(want, settings);
  return [
    ...environmentSteps(want),
    ...(settings.training?.makeCompute === true ? [clusterStep(want, settings.training)] : []),
    startStep(want, settings),
  ];
}

function environmentSteps({ image }: TrainSpec): readonly Step[] {
  if (image === undefined) return [];
  const { name, version } = imageEnvironment(image);
  const target = `${name}:${version}`;
  return [
    {
      id: `create ${environmentKind} ${target}`,
      action: 'create',
      kind: environmentKind,
      target,
      after: [],
      inputs: { image },
      changes: [{ path: 'image', after: image }],
      permissions: [permissionOf('PUT', 'environments/-/versions/-')],
    },
  ];
}

function startStep(want: TrainSpec, settings: AzureMlSettings): Step {
  return {
    id: `create ${jobKind} ${want.id}`,
    action: 'create',
    kind: jobKind,
    target: want.id,
    after: [],
    inputs: { spec: JSON.parse(JSON.stringify(want)) },
    changes: changesOf(want, settings),
    permissions: [permissionOf('GET', 'jobs'), permissionOf('PUT', 'jobs'), ...following],
  };
}

/** What whoever has started a job needs to see it through, and to forget it. */
const following: readonly string[] = [
  permissionOf('GET', 'experiments/-/runs'),
  permissionOf('POST', 'jobs/-/cancel'),
  permissionOf('DELETE', 'jobs'),
  permissionOf('PUT', 'models/-/versions'),
  permissionOf('DELETE', 'models/-/versions'),
];

function changesOf(want: TrainSpec, { training = {} }: AzureMlSettings): readonly Change[] {
  const { offer, nodes, spot, digest, processesPerNode, maxRunTimeInMs, image } = want;
  const secrets = Object.keys(want.secrets);
  return [
    { path: 'job', after: digest },
    { path: 'instances', after: `${nodes} × ${offer.instanceType}${spot ? ', spot' : ''}` },
    { path: 'compute', after: training.compute ?? 'serverless' },
    { path: 'processesPerNode', after: processesPerNode },
    { path: 'environment', after: image ?? training.environment ?? curatedEnvironment },
    ...(secrets.length > 0 ? [{ path: 'readsSecrets', after: secrets.join(', ') }] : []),
    { path: 'atMost', after: `${Math.ceil(maxRunTimeInMs / 1000)} s` },
  ];
}

function stopStep({ id, state }: Job): Step {
  return {
    id: `stop ${jobKind} ${id}`,
    action: 'stop',
    kind: jobKind,
    target: id,
    after: [],
    inputs: {},
    changes: [{ path: 'state', before: state, after: 'stopped' }],
    permissions: [permissionOf('POST', 'jobs/-/cancel')],
  };
}
