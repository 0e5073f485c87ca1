import type { Step, StepCall, StepResult, TrainSpec } from '@torchrelay/core/target';

import { serviceCodeOf } from '../../../client/aws-failure.ts';
import { askIam } from '../../role/iam-request.ts';
import type { RolePlace } from '../../role/observe-role.ts';
import { roleTaken } from '../../role/role-taken.ts';
import { readRoleTags, roleTags } from '../../role/role-tags.ts';
import { trustPolicy } from '../../role/trust.ts';
import type { SagemakerClients } from '../../sagemaker-clients.ts';
import type { SagemakerSettings } from '../../sagemaker-settings.ts';
import { done } from '../../steps/step-run.ts';
import { describeJob, hasEnded } from '../describe-job.ts';
import { jobNameOf } from '../job-tags.ts';
import { listRolePolicies, removeRolePolicy, type RolePolicies } from './role-policies.ts';
import { trainingRoleArn, trainingRoleName, trainingRolePath } from './training-role-name.ts';
import { trainingRolePolicy } from './training-role-policy.ts';

export const roleKind = 'execution role';

export function grantRole(want: TrainSpec, { vpc, kmsKeyId }: SagemakerSettings): Step {
  const role = trainingRoleName(want.name, want.offer.region);
  const secrets = Object.keys(want.secrets);
  return {
    id: `create ${roleKind} ${role}`,
    action: 'create',
    kind: roleKind,
    target: role,
    after: [],
    inputs: { spec: JSON.parse(JSON.stringify(want)) },
    changes: [
      { path: 'takenOnBy', after: 'sagemaker.amazonaws.com' },
      { path: 'reads', after: 'the code and the data of the job, and the image' },
      { path: 'writes', after: `checkpoints, results and the log of ${want.name}` },
      ...(secrets.length > 0 ? [{ path: 'readsSecrets', after: secrets.join(', ') }] : []),
      ...(vpc === undefined ? [] : [{ path: 'joins', after: 'the network that is given' }]),
      ...(kmsKeyId === undefined ? [] : [{ path: 'uses', after: kmsKeyId }]),
    ],
    permissions: [
      'iam:GetRole',
      'iam:CreateRole',
      'iam:TagRole',
      'iam:PutRolePolicy',
      'iam:ListRolePolicies',
      ...forgetting,
    ],
  };
}

/** It goes when what was trained is forgotten. */
const forgetting: readonly string[] = ['iam:DeleteRolePolicy', 'iam:DeleteRole'];

export interface TrainingRoleRun {
  readonly step: Step;
  readonly call: StepCall;
  readonly clients: Pick<SagemakerClients, 'sagemaker'>;
  readonly place: RolePlace;
  readonly settings: SagemakerSettings;
  readonly storeLocation: string;
}

/**
 * Each request can be repeated. A role that is there is used if it is ours. Each attempt has a policy of its own, called
 * as it is, so that one that begins takes nothing away from one that runs.
 */
export async function doTrainingRoleStep(run: TrainingRoleRun): Promise<StepResult> {
  const { step, call, place, settings, storeLocation } = run;
  // The step was planned here: its input is the spec as it was.
  const spec = call.inputs['spec'] as unknown as TrainSpec;
  await create(run, spec.name);
  const scope = { name: spec.name, storeLocation, ...place };
  const policy = trainingRolePolicy(spec, settings, scope);
  const request = {
    iam: place.iam,
    call,
    attempt: `Cannot say what the role ${step.target} may do`,
    resource: trainingRoleArn({ name: spec.name, ...place }),
  };
  await forgetEnded(spec, { ...request, role: step.target }, run);
  await askIam({
    ...request,
    permission: 'iam:PutRolePolicy',
    send: (client, options) =>
      client.putRolePolicy(
        { RoleName: step.target, PolicyName: spec.id, PolicyDocument: policy },
        options,
      ),
  });
  return done;
}

/** All policies of a role have 10 240 characters together. An attempt that is not there yet may be just about to begin. */
async function forgetEnded(
  { name, id }: TrainSpec,
  policies: RolePolicies,
  { clients, call }: TrainingRoleRun,
): Promise<void> {
  for (const policy of await listRolePolicies(policies)) {
    if (policy === id || jobNameOf(policy) !== name) continue;
    const job = await describeJob(clients, policy, call);
    if (job !== undefined && hasEnded(job)) await removeRolePolicy(policy, policies);
  }
}

async function create(run: TrainingRoleRun, name: string): Promise<void> {
  const { step, call, place, settings, storeLocation } = run;
  const resource = trainingRoleArn({ name, ...place });
  const request = {
    RoleName: step.target,
    Path: trainingRolePath(place.region),
    Description: `Lets SageMaker train ${name} for torchrelay.`,
    AssumeRolePolicyDocument: trustPolicy(place.accountId),
    Tags: roleTags({ name, store: storeLocation }, settings.tags),
  };
  try {
    await askIam({
      iam: place.iam,
      call,
      attempt: `Cannot create the role ${step.target}`,
      permission: 'iam:CreateRole',
      resource,
      send: (client, options) => client.createRole(request, options),
    });
  } catch (error) {
    if (serviceCodeOf(error) !== 'EntityAlreadyExistsException') throw error;
    if (!(await isOurs(run, name))) throw roleTaken(step.target);
  }
}

async function isOurs({ step, call, place }: TrainingRoleRun, name: string): Promise<boolean> {
  const { Role: role } = await askIam({
    iam: place.iam,
    call,
    attempt: `Cannot look at the role ${step.target}`,
    permission: 'iam:GetRole',
    resource: trainingRoleArn({ name, ...place }),
    send: (client, options) => client.getRole({ RoleName: step.target }, options),
  });
  return readRoleTags(role?.Tags ?? [])?.name === name;
}
