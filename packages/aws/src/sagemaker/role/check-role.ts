import { TorchrelayError } from '@torchrelay/core';
import type { Call } from '@torchrelay/core/target';

import { partitionOf } from '../../client/aws-settings.ts';
import { asyncFolder } from '../asynchronous/async-place.ts';
import { askIam, isDenied, unlessNoEntity } from './iam-request.ts';
import type { RolePlace } from './observe-role.ts';
import { parseRoleArn } from './role-arn.ts';
import { trustsSagemaker } from './trust.ts';

export interface RoleCheck {
  /** The ARN that is given. */
  readonly role: string;
  readonly place: RolePlace;
  /** `s3://bucket/prefix`. */
  readonly storeLocation: string;
  /** Whether torchrelay writes the bucket's policy, so that it allows nobody anything. */
  readonly isOwnBucket: boolean;
  /** Of an endpoint of mode `async`, whose answers the role writes: its name. */
  readonly writesAnswersOf?: string | undefined;
  /** Of a training job, in place of an endpoint: the name whose code, checkpoints and results it reads and writes. */
  readonly jobsOf?: string | undefined;
  /** ARNs of SNS that it tells of answers. */
  readonly topics?: readonly string[];
  readonly call: Call;
}

/**
 * Finds out before anything is made what SageMaker would say minutes later: that the role does not exist, may not be
 * taken on, or may not read the packages, or what a job needs. What may not be looked at is a warning.
 *
 * @throws TorchrelayError `ROLE_INVALID`, `ROLE_MISSING`, `ROLE_NOT_USABLE`, `PACKAGE_NOT_READABLE`, `DATA_NOT_READABLE`
 */
export async function checkRole(check: RoleCheck): Promise<void> {
  const { role, place, call } = check;
  const { accountId, roleName } = parseRoleArn(role);
  if (accountId !== place.accountId) throw foreign(check, accountId);
  try {
    await checkTrust(check, roleName);
    await checkReading(check);
    await checkPublishing(check);
  } catch (error) {
    if (!isDenied(error) || !TorchrelayError.isInstance(error)) throw error;
    const { message, hint = '' } = error;
    call.onWarning?.({
      code: 'role-unchecked',
      message:
        `${message} Whether the role will do shows when SageMaker uses it. ${hint}`.trimEnd(),
    });
  }
}

async function checkTrust({ role, place, call }: RoleCheck, roleName: string): Promise<void> {
  const found = await unlessNoEntity(
    askIam({
      iam: place.iam,
      call,
      attempt: `Cannot look at the role ${role}`,
      permission: 'iam:GetRole',
      resource: role,
      send: (client, options) => client.getRole({ RoleName: roleName }, options),
    }),
  );
  if (found === undefined) throw missing(role);
  const trust = found.Role?.AssumeRolePolicyDocument ?? '{}';
  if (!trustsSagemaker(trust, place.accountId)) throw untrusting(role, place.accountId);
}

/** `s3:GetObject` on `arn:aws:s3:::bucket/packages/*`; and of answers, writing. */
interface Reading {
  readonly action: string;
  readonly resource: string;
}

async function checkReading(check: RoleCheck): Promise<void> {
  for (const reading of readings(check)) {
    const decision = await simulate(check, reading);
    if (decision === 'allowed') continue;
    // The bucket's own policy may allow what the role's do not mention; that cannot be simulated for roles.
    if (decision === 'explicitDeny' || check.isOwnBucket) throw unreadable(check, reading);
    check.call.onWarning?.({
      code: 'role-may-not-read',
      message: `No policy of ${check.role} allows ${reading.action} on ${reading.resource}. Unless the bucket's own policy does, SageMaker will refuse ${check.jobsOf === undefined ? 'the package' : 'the job, or it will fail'}.`,
    });
  }
}

/** A topic's own policy may allow what the role's do not mention; and the endpoint answers without it. */
async function checkPublishing(check: RoleCheck): Promise<void> {
  for (const resource of check.topics ?? []) {
    const decision = await simulate(check, { action: 'sns:Publish', resource });
    if (decision === 'allowed') continue;
    const what =
      decision === 'explicitDeny'
        ? `A policy of ${check.role} denies sns:Publish on ${resource}: nobody will be told of answers there.`
        : `No policy of ${check.role} allows sns:Publish on ${resource}. Unless the topic's own policy does, nobody will be told of answers there.`;
    check.call.onWarning?.({ code: 'role-may-not-publish', message: what });
  }
}

function readings({
  storeLocation,
  place,
  writesAnswersOf,
  jobsOf,
}: RoleCheck): readonly Reading[] {
  const { hostname, pathname } = new URL(storeLocation);
  const bucket = `arn:${partitionOf(place.region)}:s3:::${hostname}`;
  const prefix = pathname.replace(/\/$/, '');
  if (jobsOf !== undefined) {
    const own = `${bucket}${prefix}/jobs/${jobsOf}/*`;
    return [
      { action: 's3:GetObject', resource: `${bucket}${prefix}/code/*` },
      { action: 's3:GetObject', resource: own },
      { action: 's3:PutObject', resource: own },
      { action: 's3:ListBucket', resource: bucket },
    ];
  }
  return [
    { action: 's3:GetObject', resource: `${bucket}${prefix}/packages/*` },
    { action: 's3:ListBucket', resource: bucket },
    ...(writesAnswersOf === undefined
      ? []
      : [
          {
            action: 's3:PutObject',
            resource: `${bucket}${prefix}/${asyncFolder(writesAnswersOf)}*`,
          },
        ]),
  ];
}

async function simulate(
  { role, place, storeLocation, jobsOf, call }: RoleCheck,
  { action, resource }: Reading,
): Promise<string> {
  const folder = jobsOf === undefined ? 'packages/' : `jobs/${jobsOf}/`;
  const prefix = `${new URL(storeLocation).pathname.slice(1)}/${folder}`.replace(/^\//, '');
  const { EvaluationResults: [result] = [] } = await askIam({
    iam: place.iam,
    call,
    attempt: `Cannot find out what the role ${role} may read`,
    permission: 'iam:SimulatePrincipalPolicy',
    resource: role,
    send: (client, options) =>
      client.simulatePrincipalPolicy(
        {
          PolicySourceArn: role,
          ActionNames: [action],
          ResourceArns: [resource],
          ContextEntries: [
            { ContextKeyName: 's3:prefix', ContextKeyValues: [prefix], ContextKeyType: 'string' },
            {
              ContextKeyName: 'aws:SecureTransport',
              ContextKeyValues: ['true'],
              ContextKeyType: 'boolean',
            },
          ],
        },
        options,
      ),
  });
  return result?.EvalDecision ?? 'implicitDeny';
}

function foreign({ role, place: { accountId } }: RoleCheck, other: string): TorchrelayError {
  return new TorchrelayError({
    code: 'ROLE_NOT_USABLE',
    message: `The role ${role} is of the account ${other}, and whoever is signed in is of ${accountId}.`,
    hint: 'SageMaker takes roles of its own account alone. Sign in to the other one, or give a role of this one.',
    data: { role, accountId },
  });
}

function missing(role: string): TorchrelayError {
  return new TorchrelayError({
    code: 'ROLE_MISSING',
    message: `There is no role ${role}.`,
    hint: 'Check its ARN, with the path: aws iam get-role --role-name NAME. Without a role, torchrelay makes one.',
    data: { role },
  });
}

function untrusting(role: string, accountId: string): TorchrelayError {
  return new TorchrelayError({
    code: 'ROLE_NOT_USABLE',
    message: `The role ${role} does not let SageMaker take it on.`,
    hint: `Let its trust policy allow sts:AssumeRole to the service sagemaker.amazonaws.com, with aws:SourceAccount ${accountId} if with any.`,
    data: { role },
  });
}

function unreadable({ role, jobsOf }: RoleCheck, { action, resource }: Reading): TorchrelayError {
  const [reads, writes] =
    jobsOf === undefined
      ? ['read packages', 'write answers']
      : ['read what jobs need', 'write what jobs leave'];
  const what = action === 's3:PutObject' ? writes : reads;
  return new TorchrelayError({
    code: jobsOf === undefined ? 'PACKAGE_NOT_READABLE' : 'DATA_NOT_READABLE',
    message: `The role ${role} may not ${what}: it lacks ${action} on ${resource}.`,
    hint: 'Allow it in a policy of the role, and check that no other policy denies it. Without a role, torchrelay makes one.',
    data: { role, permission: action, resource },
  });
}
