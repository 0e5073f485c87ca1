import type { Change, Job, JobState, Step, TrainSpec } from '@torchrelay/core/target';

import type { SagemakerSettings } from '../sagemaker-settings.ts';
import { checkJob } from './check-job.ts';
import { imageOf } from './job-request.ts';
import { preferredTypes } from './preferred-types.ts';
import { grantRole } from './role/role-step.ts';

const underWay: ReadonlySet<JobState> = new Set(['queued', 'starting', 'running']);

/**
 * An attempt is one training job, and the role that it runs as where none is given. Pure.
 *
 * @throws TorchrelayError `JOB_INVALID` for what SageMaker excludes
 */
export function planJob(
  want: TrainSpec | undefined,
  live: Job | undefined,
  settings: SagemakerSettings,
): readonly Step[] {
  if (want === undefined)
    return live !== undefined && underWay.has(live.state) ? [stopStep(live)] : [];
  if (live !== undefined) return [];
  checkJob(want, settings);
  return [
    ...(settings.role === undefined ? [grantRole(want, settings)] : []),
    startStep(want, settings),
  ];
}

const jobKind = 'training job';

function startStep(want: TrainSpec, settings: SagemakerSettings): Step {
  return {
    id: `create ${jobKind} ${want.id}`,
    action: 'create',
    kind: jobKind,
    target: want.id,
    after: [],
    inputs: { spec: JSON.parse(JSON.stringify(want)) },
    changes: changesOf(want, settings),
    permissions: [
      'sagemaker:CreateTrainingJob',
      'sagemaker:AddTags',
      'iam:PassRole',
      ...followingPermissions,
      ...(settings.lookUp === false ? [] : countingPermissions),
    ],
  };
}

/** What whoever has started a job needs to see it through, and to forget it. */
const followingPermissions: readonly string[] = [
  'sagemaker:DescribeTrainingJob',
  'sagemaker:StopTrainingJob',
  'sagemaker:UpdateTrainingJob',
  'sagemaker:DeleteTrainingJob',
  'logs:FilterLogEvents',
];

/** All jobs are looked at, to tell what is left of a quota. */
const countingPermissions: readonly string[] = ['sagemaker:ListTrainingJobs'];

function changesOf(want: TrainSpec, settings: SagemakerSettings): readonly Change[] {
  const { offer, nodes, spot, digest, processesPerNode, maxRunTimeInMs } = want;
  const others = preferredTypes(want, settings).slice(1);
  return [
    { path: 'job', after: digest },
    { path: 'instances', after: `${nodes} × ${offer.instanceType}${spot ? ', spot' : ''}` },
    ...(others.length > 0 ? [{ path: 'elseOn', after: others.join(', ') }] : []),
    { path: 'processesPerNode', after: processesPerNode },
    { path: 'image', after: imageOf(want) },
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
    permissions: ['sagemaker:StopTrainingJob'],
  };
}
