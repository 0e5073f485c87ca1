import { expect, test } from 'vitest';

import { failureOf } from '../../store/test-support/failure-of.ts';
import type { SagemakerSettings } from '../sagemaker-settings.ts';
import { grantsDigest, grantsOf } from './grants.ts';
import { iamResources } from './iam-resources.ts';
import { parseRoleArn } from './role-arn.ts';
import { deploymentOfRole, roleArnOf, roleNameOf } from './role-name.ts';
import { rolePolicy } from './role-policy.ts';
import { trustPolicy, trustsSagemaker } from './trust.ts';

const account = '123456789012';
const scope = {
  name: 'demo',
  region: 'eu-west-1',
  accountId: account,
  storeLocation: 's3://models/team',
};
const plain = { image: null, vpc: false, kmsKeyId: null };
const triton = { engine: { kind: 'triton' } } as const;

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

/** What a policy says of an action. */
function about(action: string, policy: string): Statement | undefined {
  const { Statement: statements } = JSON.parse(policy) as { readonly Statement: Statement[] };
  return statements.find(({ Action }) => [Action].flat().includes(action));
}

test('a role that is made reads packages of its store alone', () => {
  const policy = rolePolicy(plain, scope);
  expect(about('s3:GetObject', policy)).toEqual({
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::models/team/packages/*',
  });
  expect(about('s3:ListBucket', policy)).toEqual({
    Effect: 'Allow',
    Action: 's3:ListBucket',
    Resource: 'arn:aws:s3:::models',
    Condition: { StringLike: { 's3:prefix': 'team/packages/*' } },
  });
  const whole = rolePolicy(plain, { ...scope, storeLocation: 's3://models' });
  expect(about('s3:GetObject', whole)?.Resource).toBe('arn:aws:s3:::models/packages/*');
});

test('a role that is made writes to S3 nowhere, and to no log but its endpoint’s', () => {
  const policy = rolePolicy(plain, scope);
  expect(policy).not.toMatch(/s3:(?:Put|Delete|\*)/);
  const group = `arn:aws:logs:eu-west-1:${account}:log-group:/aws/sagemaker/Endpoints/demo`;
  expect(about('logs:PutLogEvents', policy)?.Resource).toEqual([group, `${group}:*`]);
});

test('one for answers through S3 exchanges them below its endpoint’s folder, and writes nowhere else', () => {
  const grants = grantsOf(triton, { mode: 'async' });
  const policy = rolePolicy(grants, scope);
  expect(about('s3:PutObject', policy)).toEqual({
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
    Resource: 'arn:aws:s3:::models/team/async/demo/*',
  });
  expect(grantsDigest(grants)).not.toBe(grantsDigest(grantsOf(triton, {})));
});

test('one whose answers are told of publishes to these topics alone, also where one is told of both', () => {
  const topic = (name: string): string => `arn:aws:sns:eu-west-1:${account}:${name}`;
  const told = (notify: NonNullable<SagemakerSettings['notify']>): Statement | undefined =>
    about('sns:Publish', rolePolicy(grantsOf(triton, { mode: 'async', notify }), scope));
  expect(told({ successTopic: topic('done'), errorTopic: topic('failed') })).toEqual({
    Effect: 'Allow',
    Action: 'sns:Publish',
    Resource: [topic('done'), topic('failed')],
  });
  expect(told({ successTopic: topic('all'), errorTopic: topic('all') })?.Resource).toEqual([
    topic('all'),
  ]);
  expect(told({})).toBeUndefined();
  const answering = grantsOf(triton, { notify: { errorTopic: topic('failed') } });
  expect(answering).toEqual(plain);
});

test('a role that is made pulls one image: the one that SageMaker has, or the one that is given', () => {
  expect(about('ecr:BatchGetImage', rolePolicy(plain, scope))?.Resource).toMatch(
    /^arn:aws:ecr:eu-west-1:763104351884:repository\/sagemaker-tritonserver$/,
  );
  const image = '210987654321.dkr.ecr.us-east-2.amazonaws.com/team/server@sha256:00';
  expect(about('ecr:BatchGetImage', rolePolicy({ ...plain, image }, scope))?.Resource).toBe(
    'arn:aws:ecr:us-east-2:210987654321:repository/team/server',
  );
  const elsewhere = rolePolicy({ ...plain, image: 'registry.example/server:1' }, scope);
  expect(elsewhere).not.toContain('ecr:');
});

test('a role that is made joins a network and uses a key only where there is one', () => {
  const without = rolePolicy(plain, scope);
  expect(without).not.toContain('ec2:');
  expect(without).not.toContain('kms:');
  expect(
    about('ec2:CreateNetworkInterface', rolePolicy({ ...plain, vpc: true }, scope)),
  ).toBeDefined();
  const withKey = (kmsKeyId: string): Statement | undefined =>
    about('kms:CreateGrant', rolePolicy({ ...plain, kmsKeyId }, scope));
  const keys = `arn:aws:kms:eu-west-1:${account}:key/`;
  expect(withKey('1234')?.Resource).toBe(`${keys}1234`);
  expect(withKey(`${keys}1234`)?.Resource).toBe(`${keys}1234`);
  for (const alias of ['alias/models', `arn:aws:kms:eu-west-1:${account}:alias/models`]) {
    expect(withKey(alias)).toMatchObject({
      Resource: `${keys}*`,
      Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/models' } },
    });
  }
});

test('the policy in China names the partition of China', () => {
  const image = `${account}.dkr.ecr.cn-north-1.amazonaws.com.cn/server:1`;
  const policy = rolePolicy({ ...plain, image }, { ...scope, region: 'cn-north-1' });
  expect(policy).toContain(`arn:aws-cn:ecr:cn-north-1:${account}:repository/server`);
  expect(policy).not.toContain('arn:aws:');
});

test('what a role has to allow differs with image, network and key, and with nothing else', () => {
  const vpc = { subnets: ['subnet-1'], securityGroupIds: ['sg-1'] };
  const image = { engine: { kind: 'image', image: 'a' } } as const;
  const digests = [
    grantsOf(triton, {}),
    grantsOf(image, {}),
    grantsOf(triton, { vpc }),
    grantsOf(triton, { kmsKeyId: 'key' }),
  ].map(grantsDigest);
  expect(new Set(digests).size).toBe(4);
  const other = { vpc: { ...vpc, subnets: ['subnet-2'] }, tags: { team: 'a' } };
  expect(grantsDigest(grantsOf(triton, other))).toBe(digests[2]);
});

test('a role that is made is taken on by SageMaker alone, and for its own account alone', () => {
  expect(trustsSagemaker(encodeURIComponent(trustPolicy(account)), account)).toBe(true);
  expect(trustsSagemaker(encodeURIComponent(trustPolicy(account)), '000000000000')).toBe(false);
});

const service = (name: string): object => ({
  Principal: { Service: name },
  Action: 'sts:AssumeRole',
});

test.each([
  [
    'one statement without a list',
    { Effect: 'Allow', ...service('sagemaker.amazonaws.com') },
    true,
  ],
  [
    'lists',
    [
      {
        Effect: 'Allow',
        Principal: { Service: ['ec2.amazonaws.com', 'sagemaker.amazonaws.com'] },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
      },
    ],
    true,
  ],
  ['another service', [{ Effect: 'Allow', ...service('ec2.amazonaws.com') }], false],
  ['a refusal', [{ Effect: 'Deny', ...service('sagemaker.amazonaws.com') }], false],
  [
    'an account',
    [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
    false,
  ],
  ['nothing', [], false],
])('a trust policy of %s is understood', (_, Statement, expected) => {
  const document = encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement }));
  expect(trustsSagemaker(document, account)).toBe(expected);
});

test('a role’s name says deployment and region, and is no longer than IAM takes', () => {
  const name = 'a'.repeat(32);
  expect(roleNameOf(name, 'ap-southeast-1').length).toBeLessThanOrEqual(64);
  expect(deploymentOfRole(roleNameOf('us-west', 'us-west-2'), 'us-west-2')).toBe('us-west');
  expect(deploymentOfRole(roleNameOf('demo', 'us-west-2'), 'us-east-1')).toBeUndefined();
  expect(deploymentOfRole('AmazonSageMaker-ExecutionRole', 'us-east-1')).toBeUndefined();
});

test('an ARN gives account and name, whatever its path', async () => {
  const found = { accountId: account, roleName: 'My.Role' };
  expect(parseRoleArn(`arn:aws:iam::${account}:role/My.Role`)).toEqual(found);
  expect(parseRoleArn(`arn:aws-cn:iam::${account}:role/service-role/a/My.Role`)).toEqual(found);
  for (const wrong of ['My.Role', `arn:aws:iam::${account}:user/a`, 'arn:aws:iam::12:role/a']) {
    const error = await failureOf((async () => parseRoleArn(wrong))());
    expect(error.code).toBe('ROLE_INVALID');
    expect(error.message).toContain(wrong);
  }
});

test('whoever deploys may hand SageMaker one role: the given one, or the one that is made', () => {
  const request = { scope: `${account}/eu-west-1`, name: 'demo' };
  const made = roleArnOf(scope);
  const given = `arn:aws:iam::${account}:role/given`;
  expect(made).toBe(`arn:aws:iam::${account}:role/torchrelay/eu-west-1/torchrelay-demo-eu-west-1`);
  expect(iamResources('iam:PassRole', request, undefined)).toEqual([made]);
  expect(iamResources('iam:CreateRole', request, undefined)).toEqual([made]);
  expect(iamResources('iam:PassRole', request, given)).toEqual([given]);
  expect(iamResources('iam:SimulatePrincipalPolicy', request, given)).toEqual([given]);
  expect(iamResources('iam:DeleteRole', request, given)).toEqual([made]);
  expect(iamResources('iam:ListRoles', request, given)).toEqual(['*']);
});
