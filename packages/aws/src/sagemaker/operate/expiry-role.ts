import type { IAM } from '@aws-sdk/client-iam';
import type { StepResult } from '@torchrelay/core/target';

import { serviceCodeOf } from '../../client/aws-failure.ts';
import { partitionOf } from '../../client/aws-settings.ts';
import { roleTaken } from '../role/role-taken.ts';
import { ask } from '../sagemaker-request.ts';
import { done } from '../steps/step-run.ts';
import type { OperatingRun } from './do-operating-step.ts';
import { expiryRoleName } from './operating-native.ts';

/** Apart from the roles of people, and easy to find. */
export const rolePath = '/torchrelay/';

const rolePolicyName = 'delete-endpoint';
const nameTag = 'torchrelay:name';

/** The role that the scheduler takes on to delete one endpoint. Repeating it makes the same. */
export async function makeExpiryRole(run: OperatingRun): Promise<StepResult> {
  const { step, region, settings } = run;
  const RoleName = expiryRoleName(step.target, region);
  const tags = { ...settings.tags, [nameTag]: step.target };
  const request = {
    RoleName,
    Path: rolePath,
    Description: `Lets the scheduler delete the endpoint ${step.target} when its time is over.`,
    AssumeRolePolicyDocument: JSON.stringify(trustOf(run)),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
  try {
    await send(run, 'iam:CreateRole', (client, options) => client.createRole(request, options));
  } catch (error) {
    if (serviceCodeOf(error) !== 'EntityAlreadyExistsException') throw error;
    if (!(await isOurs(run, RoleName))) throw roleTaken(RoleName, 'schedulerRole');
  }
  await send(run, 'iam:PutRolePolicy', (client, options) =>
    client.putRolePolicy(
      { RoleName, PolicyName: rolePolicyName, PolicyDocument: JSON.stringify(policyOf(run)) },
      options,
    ),
  );
  return done;
}

async function isOurs(run: OperatingRun, RoleName: string): Promise<boolean> {
  const { Role: role } = await send(run, 'iam:GetRole', (client, options) =>
    client.getRole({ RoleName }, options),
  );
  return (role?.Tags ?? []).some(({ Key, Value }) => Key === nameTag && Value === run.step.target);
}

/** Only schedules of this account, so that nobody else's can use it. */
function trustOf({ accountId }: OperatingRun): object {
  return document({
    Principal: { Service: 'scheduler.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
  });
}

/** An endpoint that is scaled by a rule is deregistered by SageMaker in the name of whoever deletes it (_read_). */
function policyOf({ step, region, accountId }: OperatingRun): object {
  const partition = partitionOf(region);
  return document(
    {
      Action: 'sagemaker:DeleteEndpoint',
      Resource: `arn:${partition}:sagemaker:${region}:${accountId}:endpoint/${step.target}`,
    },
    {
      Action: 'application-autoscaling:DeregisterScalableTarget',
      Resource: `arn:${partition}:application-autoscaling:${region}:${accountId}:scalable-target/*`,
    },
  );
}

function document(...statements: readonly object[]): object {
  return {
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
  };
}

/** IAM deletes no role that has a policy. */
export async function deleteExpiryRole(run: OperatingRun): Promise<StepResult> {
  const RoleName = expiryRoleName(run.step.target, run.region);
  await unless('NoSuchEntityException', () =>
    send(run, 'iam:DeleteRolePolicy', (client, options) =>
      client.deleteRolePolicy({ RoleName, PolicyName: rolePolicyName }, options),
    ),
  );
  await unless('NoSuchEntityException', () =>
    send(run, 'iam:DeleteRole', (client, options) => client.deleteRole({ RoleName }, options)),
  );
  return done;
}

/** IAM's models leave `Exception` out of what is on the wire. */
async function unless(code: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const said = serviceCodeOf(error);
    if (said !== code && `${said}Exception` !== code) throw error;
  }
}

async function send<Answer>(
  { step, call, clients, region }: OperatingRun,
  permission: string,
  request: (client: IAM, options: { readonly abortSignal?: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  const client = await clients.iam();
  return ask({
    attempt: `Cannot ${step.action} the role ${expiryRoleName(step.target, region)}`,
    permission,
    abortSignal: call.abortSignal,
    send: (options) => request(client, options),
  });
}
