import { expect, test } from 'vitest';

import { liveDeployment, testSpec } from '../test-support/test-spec.ts';
import { planServing } from '../plan/plan-serving.ts';
import { sagemaker } from '../sagemaker.ts';
import { sagemakerPolicy } from './sagemaker-policy.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: unknown;
}

const place = {
  scope: '123456789012/eu-west-1',
  name: 'demo',
  storeLocation: 's3://models/team',
} as const;

function statementsFor(permissions: readonly string[], scope: string = place.scope): Statement[] {
  const role = 'arn:aws:iam::123456789012:role/torchrelay-execution';
  const policy = sagemakerPolicy({ ...place, scope, permissions }, role);
  return (policy as { readonly Statement: Statement[] } & object).Statement;
}

const resourcesOf = (permission: string, scope?: string): readonly string[] =>
  statementsFor([permission], scope).flatMap(({ Resource }) => Resource);

const arn = 'arn:aws:sagemaker:eu-west-1:123456789012';

test.each([
  ['sagemaker:CreateModel', [`${arn}:model/demo-*`]],
  ['sagemaker:DeleteModel', [`${arn}:model/demo-*`]],
  ['sagemaker:CreateEndpointConfig', [`${arn}:endpoint-config/demo-*`]],
  ['sagemaker:CreateEndpoint', [`${arn}:endpoint/demo`, `${arn}:endpoint-config/demo-*`]],
  ['sagemaker:UpdateEndpoint', [`${arn}:endpoint/demo`, `${arn}:endpoint-config/demo-*`]],
  ['sagemaker:DeleteEndpoint', [`${arn}:endpoint/demo`]],
  ['sagemaker:InvokeEndpoint', [`${arn}:endpoint/demo`]],
  ['sagemaker:InvokeEndpointAsync', [`${arn}:endpoint/demo`]],
  [
    'cloudwatch:PutMetricAlarm',
    ['arn:aws:cloudwatch:eu-west-1:123456789012:alarm:torchrelay-demo-*'],
  ],
  [
    'cloudwatch:DeleteAlarms',
    ['arn:aws:cloudwatch:eu-west-1:123456789012:alarm:torchrelay-demo-*'],
  ],
  // Also of alarms that are the user's own.
  ['cloudwatch:DescribeAlarms', ['*']],
  ['s3:ListBucket', ['arn:aws:s3:::models']],
  ['s3:GetObject', ['arn:aws:s3:::models/team/*']],
  ['s3:AbortMultipartUpload', ['arn:aws:s3:::models/team/*']],
  ['s3:ListBucketMultipartUploads', ['arn:aws:s3:::models']],
  ['s3:GetBucketTagging', ['arn:aws:s3:::models']],
  ['s3:GetLifecycleConfiguration', ['arn:aws:s3:::models']],
  [
    'logs:FilterLogEvents',
    ['arn:aws:logs:eu-west-1:123456789012:log-group:/aws/sagemaker/Endpoints/demo:*'],
  ],
  ['sts:GetCallerIdentity', ['*']],
  ['sagemaker:ListModels', ['*']],
])('%s is allowed on %j', (permission, resources) => {
  expect(resourcesOf(permission)).toEqual(resources);
});

test('whoever counts what the account uses may look at every endpoint, and nobody else', () => {
  const looking = ['sagemaker:DescribeEndpoint', 'sagemaker:DescribeEndpointConfig'];
  const counting = statementsFor(['sagemaker:ListEndpoints', ...looking]);
  expect(counting.map(({ Resource }) => Resource)).toEqual([
    ['*'],
    [`${arn}:endpoint/*`],
    [`${arn}:endpoint-config/*`],
  ]);
  expect(statementsFor(looking).map(({ Resource }) => Resource)).toEqual([
    [`${arn}:endpoint/demo`],
    [`${arn}:endpoint-config/demo-*`],
  ]);
});

test('what is looked up is allowed, and where nothing is it is not', () => {
  const statements = statementsFor(sagemaker().permissions);
  const looked = [
    'pricing:GetProducts',
    'ec2:DescribeInstanceTypeOfferings',
    'servicequotas:ListServiceQuotas',
    'servicequotas:ListAWSDefaultServiceQuotas',
    'sagemaker:ListEndpoints',
  ];
  const onAll = statements.find(({ Resource }) => Resource.includes('*'));
  expect(onAll?.Action).toEqual(expect.arrayContaining(looked));
  expect(sagemaker({ lookUp: false }).permissions).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/pricing|quotas|ec2|ListEndpoints$/)]),
  );
});

test('tags are allowed on whatever is made, and on nothing else', () => {
  expect(resourcesOf('sagemaker:AddTags')).toEqual([
    `${arn}:endpoint/demo`,
    `${arn}:endpoint-config/demo-*`,
    `${arn}:model/demo-*`,
  ]);
});

test.each([
  ['cn-north-1', 'arn:aws-cn:sagemaker'],
  ['us-gov-west-1', 'arn:aws-us-gov:sagemaker'],
])('in %s ARNs begin with %s', (region, start) => {
  expect(resourcesOf('sagemaker:DeleteModel', `123456789012/${region}`)[0]).toMatch(
    new RegExp(`^${start}:${region}:`),
  );
});

test('the role may be handed to SageMaker alone, in a statement of its own', () => {
  const statements = statementsFor(['sagemaker:CreateModel', 'iam:PassRole']);
  const passing = statements.filter(({ Action }) => Action.includes('iam:PassRole'));
  expect(passing).toMatchObject([
    {
      Action: ['iam:PassRole'],
      Resource: ['arn:aws:iam::123456789012:role/torchrelay-execution'],
      Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    },
  ]);
  expect(statements.filter(({ Condition }) => Condition !== undefined)).toHaveLength(1);
});

test('a whole deployment, its change and its end are allowed, and nothing that is everybody’s', () => {
  const [one, two] = [testSpec('one'), testSpec('two')];
  const live = liveDeployment(one);
  const steps = [
    ...planServing(one, undefined),
    ...planServing(two, live),
    ...planServing(undefined, live),
  ];
  const permissions = [...new Set(steps.flatMap((step) => step.permissions))];
  const statements = statementsFor(permissions);
  expect(statements.flatMap(({ Action }) => Action).toSorted()).toEqual(permissions.toSorted());
  for (const { Resource, Action } of statements) {
    expect(Resource, Action.join()).not.toContain('*');
    expect(Resource, Action.join()).not.toEqual([]);
  }
});
