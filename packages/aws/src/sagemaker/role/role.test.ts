import { IAM } from '@aws-sdk/client-iam';
import { SageMaker } from '@aws-sdk/client-sagemaker';
import {
  connect,
  deploy,
  type DeployOptions,
  destroy,
  type Endpoint,
  list,
  plan,
  type Plan,
} from '@torchrelay/core';
import {
  type Fault,
  type FaultProxy,
  type SagemakerStandIn,
  startAddingContainer,
  startFaultProxy,
  startSagemaker,
} from '@torchrelay/stand-ins';
import { addModel } from '@torchrelay/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { failureOf } from '../../store/test-support/failure-of.ts';
import type { SagemakerSettings } from '../sagemaker-settings.ts';
import { sagemaker } from '../sagemaker.ts';

const name = 'demo';
const made = 'torchrelay-demo-us-east-1';

let aws: SagemakerStandIn;
let proxy: FaultProxy;
let iam: IAM;
let settings: SagemakerSettings;

beforeAll(async () => {
  aws = await startSagemaker({ start: startAddingContainer });
  proxy = await startFaultProxy(aws.endpoint);
  const { region, credentials } = aws;
  iam = new IAM({ endpoint: aws.endpoint, region, credentials });
  settings = { endpoint: proxy.url, region, credentials, lookUp: false };
});

afterAll(async () => {
  iam.destroy();
  await proxy[Symbol.asyncDispose]();
  await aws[Symbol.asyncDispose]();
});

beforeEach(async () => {
  proxy.fault = () => undefined;
  await aws.trouble({ roleDelay: 0.1 });
  await destroy(name, sagemaker(settings), options);
  proxy.requests.length = 0;
});

const options: DeployOptions = {
  name,
  inputs: { x: 'FP32[-1]' },
  outputs: { y: 'FP32[-1]' },
  examples: { x: [1, 2, 3] },
  rehearseOn: false,
  timing: { mostPollInMs: 10, firstRetryInMs: 10 },
};

const deployed = (more: SagemakerSettings = {}, how: DeployOptions = {}): PromiseLike<Endpoint> =>
  deploy(addModel(1), sagemaker({ ...settings, ...more }), { ...options, ...how });

const planned = (more: SagemakerSettings = {}): PromiseLike<Plan> =>
  plan(addModel(1), sagemaker({ ...settings, ...more }), options);

const steps = ({ steps: all }: Plan): readonly string[] =>
  all.map(({ action, kind }) => `${action} ${kind}`);

/** What was asked of IAM through the line: `CreateRole`. */
const asked = (): readonly string[] =>
  proxy.requests
    .flatMap(({ form }) => form?.get('Action') ?? [])
    .filter((action) => /Role|Policy/.test(action));

/** As IAM words it. Source: its API reference, "Common errors". */
const refused = (status: number, code: string): Exclude<Fault, string> => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${code}</Code><Message>The words of IAM.</Message></Error></ErrorResponse>`,
});

const nobodyMay = (...actions: readonly string[]): void => {
  proxy.fault = ({ form }) =>
    actions.includes(form?.get('Action') ?? '') ? refused(403, 'AccessDenied') : undefined;
};

async function makeRole(
  RoleName: string,
  { principal = 'sagemaker.amazonaws.com', policy }: { principal?: string; policy?: object } = {},
): Promise<string> {
  const trust = { Effect: 'Allow', Principal: { Service: principal }, Action: 'sts:AssumeRole' };
  const document = (Statement: object): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
  const { Role } = await iam.createRole({ RoleName, AssumeRolePolicyDocument: document(trust) });
  if (policy !== undefined) {
    await iam.putRolePolicy({ RoleName, PolicyName: 'a', PolicyDocument: document(policy) });
  }
  return Role?.Arn ?? '';
}

describe('without a role', () => {
  test('one is planned first, made after consent, and serves', async () => {
    const shown = await planned();
    expect(steps(shown)).toEqual([
      'upload package',
      'create execution role',
      'create model',
      'create endpoint configuration',
      'create endpoint',
      'verify endpoint',
      'record release',
    ]);
    expect(shown.steps[1]?.target).toBe(made);
    await expect(iam.getRole({ RoleName: made })).rejects.toThrow(/not found/);
    const endpoint = await deployed();
    expect((await endpoint.predict({ x: [1] })).y?.data).toEqual(Float32Array.of(2));
    const { Role } = await iam.getRole({ RoleName: made });
    expect(Role?.Arn).toBe(`arn:aws:iam::${aws.accountId}:role/torchrelay/us-east-1/${made}`);
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toContain(aws.accountId);
    const { PolicyDocument = '' } = await iam.getRolePolicy({
      RoleName: made,
      PolicyName: 'torchrelay',
    });
    expect(decodeURIComponent(PolicyDocument)).toContain(
      `arn:aws:s3:::torchrelay-${aws.accountId}-us-east-1/packages/*`,
    );
  });

  test('one is made once: nothing is planned, and nothing asked that changes, the second time', async () => {
    await deployed();
    proxy.requests.length = 0;
    await deployed();
    expect(steps(await planned())).toEqual([]);
    expect(new Set(asked())).toEqual(new Set(['GetRole']));
  });

  test('what is on it are our tags and the user’s, and it goes with the name', async () => {
    await deployed({ tags: { team: 'vision' } });
    const { Role } = await iam.getRole({ RoleName: made });
    const tags = Object.fromEntries((Role?.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
    expect(tags).toMatchObject({ 'torchrelay:name': name, team: 'vision' });
    await destroy(name, sagemaker(settings), options);
    await expect(iam.getRole({ RoleName: made })).rejects.toThrow(/not found/);
    expect(await aws.resources()).toEqual([]);
  });

  test('what SageMaker does not know yet is waited for, visibly', async () => {
    await aws.trouble({ roleDelay: 0.5 });
    const details: string[] = [];
    await deployed(
      {},
      {
        onEvent: (event) => void (event.type === 'step-wait' && details.push(event.detail)),
        // It asks two dozen times: together longer than the delay, however quick the machine.
        timing: { mostPollInMs: 50, firstRetryInMs: 10 },
      },
    );
    expect(details).toContain('IAM makes the new role known');
    expect(details).toContain('SageMaker does not know the new role yet');
  });

  test('one that was made and whose maker was killed is finished, listed and removed', async () => {
    proxy.fault = ({ form }) =>
      form?.get('Action') === 'PutRolePolicy' ? 'cut-before' : undefined;
    const error = await failureOf((async () => deployed())());
    expect(error.code).toBe('UNREACHABLE');
    proxy.fault = () => undefined;
    const found = await Array.fromAsync(list(sagemaker(settings)));
    expect(found).toMatchObject([
      { name, state: 'leftovers', resources: [{ kind: 'execution role' }] },
    ]);
    expect(steps(await planned())).toContain('update execution role');
    await deployed();
    expect(steps(await planned())).toEqual([]);
  });

  test('one under the name of an endpoint that is not ours by now does not end the list', async () => {
    const { endpoint, region, credentials } = aws;
    const native = new SageMaker({ endpoint, region, credentials });
    await deployed();
    const ResourceArn = `arn:aws:sagemaker:us-east-1:${aws.accountId}:endpoint/${name}`;
    const { Tags: tags = [] } = await native.listTags({ ResourceArn });
    await native.deleteTags({ ResourceArn, TagKeys: tags.map(({ Key = '' }) => Key) });
    expect(await Array.fromAsync(list(sagemaker(settings)))).toEqual([]);
    await native.addTags({ ResourceArn, Tags: tags });
    native.destroy();
  });

  test('another key or network is allowed to it before they are used', async () => {
    await deployed();
    const vpc = { subnets: ['subnet-1a'], securityGroupIds: ['sg-1a'] };
    expect(steps(await planned({ vpc })).slice(0, 2)).toEqual([
      'update execution role',
      'create model',
    ]);
    await deployed({ vpc });
    const { PolicyDocument = '' } = await iam.getRolePolicy({
      RoleName: made,
      PolicyName: 'torchrelay',
    });
    expect(decodeURIComponent(PolicyDocument)).toContain('ec2:CreateNetworkInterface');
    expect(steps(await planned({ vpc }))).toEqual([]);
  });

  test('a role of that name that somebody else has made is left alone', async () => {
    const other = await makeRole(made);
    const error = await failureOf((async () => deployed())());
    expect(error.code).toBe('NAME_TAKEN');
    expect(error.message).toContain(made);
    await destroy(name, sagemaker(settings), options);
    expect((await iam.getRole({ RoleName: made })).Role?.Arn).toBe(other);
    await iam.deleteRole({ RoleName: made });
  });

  test('one that is deleted under our hands is made again', async () => {
    let isGone = false;
    proxy.fault = ({ form }) => {
      if (isGone || form?.get('Action') !== 'PutRolePolicy') return undefined;
      isGone = true;
      return refused(404, 'NoSuchEntity');
    };
    const endpoint = await deployed();
    expect((await endpoint.predict({ x: [1] })).y?.data).toEqual(Float32Array.of(2));
    expect(isGone).toBe(true);
  });

  test('an account that may have no more roles is told so, and nothing is left', async () => {
    proxy.fault = ({ form }) =>
      form?.get('Action') === 'CreateRole' ? refused(409, 'LimitExceeded') : undefined;
    const error = await failureOf((async () => deployed())());
    expect(error.code).toBe('QUOTA_EXCEEDED');
    expect(error.message).toContain(`Cannot create the role ${made}: The words of IAM`);
    expect(await aws.resources()).toEqual([]);
  });

  test('whoever may not make one hears what is missing, and that a role can be given', async () => {
    nobodyMay('CreateRole');
    const error = await failureOf((async () => deployed())());
    expect(error.code).toBe('ACCESS_DENIED');
    expect(error.hint).toContain(`Allow iam:CreateRole on arn:aws:iam::${aws.accountId}:role/`);
  });

  test('whoever may ask IAM nothing goes on using what was made, lists and removes the rest', async () => {
    await deployed();
    nobodyMay('GetRole', 'ListRoles', 'CreateRole', 'PutRolePolicy');
    expect(steps(await planned())).toEqual([]);
    const endpoint = await connect(name, sagemaker(settings));
    expect((await endpoint.predict({ x: [1] })).y?.data).toEqual(Float32Array.of(2));
    expect((await Array.fromAsync(list(sagemaker(settings)))).map((it) => it.name)).toEqual([name]);
    await destroy(name, sagemaker(settings), options);
    expect(await aws.resources()).toEqual([`role ${made}`]);
  });

  test('the policy for whoever deploys allows making this role, and handing over no other', async () => {
    const shown = await planned();
    const permissions = shown.steps.flatMap((step) => step.permissions);
    const policy = sagemaker(settings).policy?.({
      permissions: [...new Set(permissions)].toSorted(),
      scope: `${aws.accountId}/us-east-1`,
      name,
      storeLocation: 's3://models',
    });
    const arn = `arn:aws:iam::${aws.accountId}:role/torchrelay/us-east-1/${made}`;
    expect(policy?.['Statement']).toContainEqual({
      Effect: 'Allow',
      Action: ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:TagRole'],
      Resource: [arn],
    });
    expect(policy?.['Statement']).toContainEqual({
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: [arn],
      Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    });
  });
});

describe('a role that is given', () => {
  /** Fails in the plan already, before anything is made or asked for consent. */
  async function refusal(
    role: string,
  ): Promise<{ readonly code: string; readonly message: string }> {
    const error = await failureOf((async () => planned({ role }))());
    expect(await aws.resources()).toEqual([]);
    return error;
  }

  test('is used, and none is made', async () => {
    await deployed({ role: aws.role });
    expect(await aws.resources()).not.toContain(`role ${made}`);
    expect(new Set(asked())).toEqual(new Set(['GetRole', 'SimulatePrincipalPolicy']));
  });

  test('takes the place of one that was made, which goes', async () => {
    await deployed();
    expect(steps(await planned({ role: aws.role })).at(-2)).toBe('delete execution role');
    await deployed({ role: aws.role });
    expect(await aws.resources()).not.toContain(`role ${made}`);
  });

  test('and does not exist is refused', async () => {
    const error = await refusal(`arn:aws:iam::${aws.accountId}:role/nobody`);
    expect(error).toMatchObject({
      code: 'ROLE_MISSING',
      message: `There is no role arn:aws:iam::${aws.accountId}:role/nobody.`,
    });
  });

  test('and is of another account is refused', async () => {
    const error = await refusal('arn:aws:iam::999999999999:role/theirs');
    expect(error.code).toBe('ROLE_NOT_USABLE');
    expect(error.message).toContain('of the account 999999999999');
  });

  test('and does not trust SageMaker is refused', async () => {
    const error = await refusal(await makeRole('of-lambda', { principal: 'lambda.amazonaws.com' }));
    expect(error.code).toBe('ROLE_NOT_USABLE');
  });

  test('and may not read the packages is refused, with what it lacks and where', async () => {
    const error = await refusal(await makeRole('blind'));
    expect(error.code).toBe('PACKAGE_NOT_READABLE');
    expect(error.message).toContain(
      `lacks s3:GetObject on arn:aws:s3:::torchrelay-${aws.accountId}-us-east-1/packages/*`,
    );
  });

  test('may be allowed to read by the bucket alone, where that is given: it is said', async () => {
    const warnings: string[] = [];
    const role = await makeRole('blind-too');
    await plan(addModel(1), sagemaker({ ...settings, role, bucket: 'theirs' }), {
      ...options,
      onEvent: (event) => void (event.type === 'warning' && warnings.push(event.message)),
    });
    expect(warnings.join(' ')).toContain('Unless the bucket');
    const policy = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
    const denied = await makeRole('denied', { policy });
    const error = await failureOf((async () => planned({ role: denied, bucket: 'theirs' }))());
    expect(error.code).toBe('PACKAGE_NOT_READABLE');
  });

  test.each(['GetRole', 'SimulatePrincipalPolicy'])(
    'and may not be looked at with %s is taken as it is, and it is said',
    async (action) => {
      nobodyMay(action);
      const warnings: { readonly code: string; readonly message: string }[] = [];
      await deployed(
        { role: aws.role },
        { onEvent: (event) => void (event.type === 'warning' && warnings.push(event)) },
      );
      expect(warnings).toMatchObject([{ code: 'role-unchecked' }]);
      expect(warnings[0]?.message).toContain(`Allow iam:${action} on ${aws.role}`);
    },
  );
});
