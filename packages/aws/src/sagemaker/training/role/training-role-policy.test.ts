import type { TrainSpec } from '@torchrelay/core/target';
import { expect, test } from 'vitest';

import type { SagemakerSettings } from '../../sagemaker-settings.ts';
import { testJob } from '../../test-support/test-job.ts';
import { trainingRolePolicy } from './training-role-policy.ts';

const scope = {
  name: 'demo',
  region: 'us-east-1',
  accountId: '123456789012',
  storeLocation: 's3://bucket/shop',
};
const secret = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:hub-AbCdEf';

/** `s3:GetObject on arn:…`, a line for each action and resource. */
function granted(more: Partial<TrainSpec> = {}, settings: SagemakerSettings = {}): string[] {
  const { Statement: statements } = JSON.parse(
    trainingRolePolicy(testJob(more), settings, scope),
  ) as {
    readonly Statement: readonly {
      readonly Action: string | readonly string[];
      readonly Resource: string | readonly string[];
    }[];
  };
  return statements.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((on) => `${action} on ${on}`)),
  );
}

test('the role reads the code and its own job, and writes nothing but its job and its log', () => {
  const all = granted();
  const s3 = all.filter((line) => line.startsWith('s3:'));
  expect(s3).toEqual([
    's3:GetObject on arn:aws:s3:::bucket/shop/jobs/demo/*',
    's3:GetObject on arn:aws:s3:::bucket/shop/code/abc/*',
    's3:PutObject on arn:aws:s3:::bucket/shop/jobs/demo/*',
    's3:AbortMultipartUpload on arn:aws:s3:::bucket/shop/jobs/demo/*',
    's3:ListBucket on arn:aws:s3:::bucket',
    's3:GetBucketLocation on arn:aws:s3:::bucket',
  ]);
  expect(all).toContain(
    'logs:PutLogEvents on arn:aws:logs:us-east-1:123456789012:log-group:/aws/sagemaker/TrainingJobs:log-stream:demo-*',
  );
  expect(all).toContain(
    'ecr:BatchGetImage on arn:aws:ecr:us-east-1:763104351884:repository/pytorch',
  );
  expect(all.filter((line) => /secretsmanager|ec2|kms/.test(line))).toEqual([]);
});

test('of the bucket it lists what it reads alone', () => {
  const { Statement: statements } = JSON.parse(trainingRolePolicy(testJob(), {}, scope)) as {
    readonly Statement: readonly { readonly Action: unknown; readonly Condition?: unknown }[];
  };
  expect(statements.find(({ Action }) => Action === 's3:ListBucket')?.Condition).toEqual({
    StringLike: { 's3:prefix': ['shop/jobs/demo/*', 'shop/code/abc/*'] },
  });
});

test('it reads the data and the secrets of the job, wherever they are', () => {
  const lines = granted({
    data: {
      images: { kind: 'store', prefix: 'data/abc/content/', mode: 'copy' },
      labels: { kind: 'uri', uri: 's3://elsewhere/labels/', mode: 'stream' },
    },
    secrets: { TOKEN: secret, USER_NAME: `${secret}#user` },
  });
  expect(lines).toEqual(
    expect.arrayContaining([
      's3:GetObject on arn:aws:s3:::bucket/shop/data/abc/content/*',
      's3:GetObject on arn:aws:s3:::elsewhere/labels/*',
      's3:ListBucket on arn:aws:s3:::elsewhere',
    ]),
  );
  expect(lines.filter((line) => line.startsWith('secretsmanager:'))).toEqual([
    `secretsmanager:GetSecretValue on ${secret}`,
  ]);
});

test('it joins the network and uses the key that are given, and pulls the user’s own image', () => {
  const image = '210987654321.dkr.ecr.us-east-1.amazonaws.com/trainer:7';
  const vpc = { subnets: ['subnet-1'], securityGroupIds: ['sg-1'] };
  const lines = granted({ image }, { vpc, kmsKeyId: 'alias/train' });
  expect(lines).toEqual(
    expect.arrayContaining([
      'ecr:BatchGetImage on arn:aws:ecr:us-east-1:210987654321:repository/trainer',
      'ec2:CreateNetworkInterface on *',
      'kms:Decrypt on arn:aws:kms:us-east-1:123456789012:key/*',
    ]),
  );
});
