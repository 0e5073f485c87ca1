import type { Step, StepCall, StepResult } from '@torchrelay/core/target';

import { serviceCodeOf } from '../../client/aws-failure.ts';
import type { SagemakerSettings } from '../sagemaker-settings.ts';
import { done, pending, pollsOf } from '../steps/step-run.ts';
import { type Grants, grantsDigest } from './grants.ts';
import { askIam, unlessNoEntity } from './iam-request.ts';
import { observeRole, type RolePlace } from './observe-role.ts';
import { roleArnOf, rolePathOf } from './role-name.ts';
import { rolePolicy } from './role-policy.ts';
import { roleTaken } from './role-taken.ts';
import { grantsTag, roleTags } from './role-tags.ts';
import { trustPolicy } from './trust.ts';

export interface RoleRun {
  readonly step: Step;
  readonly call: StepCall;
  readonly place: RolePlace;
  readonly settings: Pick<SagemakerSettings, 'tags'>;
  readonly storeLocation: string;
}

const policyName = 'torchrelay';

/** What IAM has accepted is known to SageMaker some seconds later. There is nothing to ask, so two polls are waited. */
const pollsUntilKnown = 2;

/** Each request can be repeated; the tag that comes last says that all were made. */
export async function doRoleStep(run: RoleRun): Promise<StepResult> {
  const { action } = run.step;
  if (action === 'delete') return remove(run);
  const polls = pollsOf(run.call);
  if (polls !== undefined) return polls < pollsUntilKnown ? waiting(polls) : done;
  if (action === 'create') await create(run);
  await grant(run);
  return action === 'create' ? waiting() : done;
}

const waiting = (polls = 0): StepResult => pending('IAM makes the new role known', polls);

async function create(run: RoleRun): Promise<void> {
  const { step, settings, storeLocation, place } = run;
  try {
    await ask(run, 'iam:CreateRole', (client, options) =>
      client.createRole(
        {
          RoleName: step.target,
          Path: rolePathOf(place.region),
          Description: `Lets SageMaker serve ${nameIn(run)} for torchrelay.`,
          AssumeRolePolicyDocument: trustPolicy(place.accountId),
          Tags: roleTags({ name: nameIn(run), store: storeLocation }, settings.tags),
        },
        options,
      ),
    );
  } catch (error) {
    if (serviceCodeOf(error) !== 'EntityAlreadyExistsException') throw error;
    if ((await observeRole(nameIn(run), place, run.call)) === null) throw roleTaken(step.target);
  }
}

async function grant(run: RoleRun): Promise<void> {
  const { step, call, place, storeLocation } = run;
  const grants = call.inputs['grants'] as Grants;
  const policy = rolePolicy(grants, { name: nameIn(run), storeLocation, ...place });
  await ask(run, 'iam:PutRolePolicy', (client, options) =>
    client.putRolePolicy(
      { RoleName: step.target, PolicyName: policyName, PolicyDocument: policy },
      options,
    ),
  );
  await ask(run, 'iam:TagRole', (client, options) =>
    client.tagRole({ RoleName: step.target, Tags: [grantsTag(grantsDigest(grants))] }, options),
  );
}

/** IAM deletes no role that has a policy. */
async function remove(run: RoleRun): Promise<StepResult> {
  const { step } = run;
  await unlessNoEntity(
    ask(run, 'iam:DeleteRolePolicy', (client, options) =>
      client.deleteRolePolicy({ RoleName: step.target, PolicyName: policyName }, options),
    ),
  );
  await unlessNoEntity(
    ask(run, 'iam:DeleteRole', (client, options) =>
      client.deleteRole({ RoleName: step.target }, options),
    ),
  );
  return done;
}

function ask<Answer>(
  run: RoleRun,
  permission: string,
  send: Parameters<typeof askIam<Answer>>[0]['send'],
): Promise<Answer> {
  const { step, call, place } = run;
  return askIam({
    iam: place.iam,
    call,
    attempt: `Cannot ${step.action} the role ${step.target}`,
    permission,
    resource: roleArnOf({ name: nameIn(run), ...place }),
    send,
  });
}

function nameIn({ call: { inputs } }: RoleRun): string {
  const { name } = inputs;
  return typeof name === 'string' ? name : '';
}
