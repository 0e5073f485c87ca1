import type { JsonObject, TrainSpec } from '@torchrelay/core/target';

import { partitionOf } from '../../../client/aws-settings.ts';
import { joinNetwork, pullImage, type RoleScope, useKey } from '../../role/role-policy.ts';
import type { SagemakerSettings } from '../../sagemaker-settings.ts';
import { imageOf } from '../job-request.ts';

/**
 * What SageMaker needs for the jobs of one name, and no more: reads its code and data, writes its checkpoints, results
 * and log, pulls this image, reads these secrets. Source: SageMaker's developer guide, "CreateTrainingJob API:
 * execution role permissions".
 */
export function trainingRolePolicy(
  spec: TrainSpec,
  { vpc, kmsKeyId }: Pick<SagemakerSettings, 'vpc' | 'kmsKeyId'>,
  scope: RoleScope,
): string {
  const secrets = [
    ...new Set(Object.values(spec.secrets).map((reference) => withoutKey(reference))),
  ];
  const statements = [
    ...useStore(spec, scope),
    ...readUris(spec, scope),
    ...writeLogs(scope),
    ...pullImage({ image: imageOf(spec) }, scope),
    ...(secrets.length > 0
      ? [{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: secrets }]
      : []),
    ...(vpc === undefined ? [] : [joinNetwork]),
    ...(kmsKeyId === undefined ? [] : [useKey(kmsKeyId, scope)]),
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

function withoutKey(reference: string): string {
  return reference.split('#')[0] ?? reference;
}

function useStore(spec: TrainSpec, { name, storeLocation, region }: RoleScope): JsonObject[] {
  const { hostname: bucket, pathname } = new URL(storeLocation);
  const at = (prefix: string): string => `${pathname.slice(1)}/${prefix}*`.replace(/^\//, '');
  const arn = `arn:${partitionOf(region)}:s3:::${bucket}`;
  const data = Object.values(spec.data).flatMap((from) =>
    from.kind === 'store' ? [at(from.prefix)] : [],
  );
  const own = at(`jobs/${name}/`);
  const read = [own, at(spec.codePrefix), ...data];
  return [
    {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: read.map((keys) => `${arn}/${keys}`),
    },
    {
      Effect: 'Allow',
      Action: ['s3:PutObject', 's3:AbortMultipartUpload'],
      Resource: `${arn}/${own}`,
    },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: arn,
      Condition: { StringLike: { 's3:prefix': read } },
    },
    // Asked before anything is uploaded; it cannot be narrowed down to a prefix.
    { Effect: 'Allow', Action: 's3:GetBucketLocation', Resource: arn },
  ];
}

/** Data that lie elsewhere in S3. */
function readUris({ data }: TrainSpec, { region }: RoleScope): JsonObject[] {
  return Object.values(data).flatMap((from): JsonObject[] => {
    if (from.kind !== 'uri') return [];
    const [bucket = '', ...key] = from.uri.replace(/^s3:\/\//, '').split('/');
    const arn = `arn:${partitionOf(region)}:s3:::${bucket}`;
    return [
      { Effect: 'Allow', Action: 's3:GetObject', Resource: `${arn}/${key.join('/')}*` },
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: arn },
    ];
  });
}

/** All jobs of a region write to one group: the stream says whose it is. */
function writeLogs({ name, region, accountId }: RoleScope): JsonObject[] {
  const group = `arn:${partitionOf(region)}:logs:${region}:${accountId}:log-group:/aws/sagemaker/TrainingJobs`;
  return [
    {
      Effect: 'Allow',
      Action: ['logs:CreateLogGroup', 'logs:DescribeLogStreams'],
      Resource: [group, `${group}:*`],
    },
    {
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: `${group}:log-stream:${name}-*`,
    },
    {
      Effect: 'Allow',
      Action: 'cloudwatch:PutMetricData',
      Resource: '*',
      Condition: { StringLike: { 'cloudwatch:namespace': ['AWS/SageMaker', '/aws/sagemaker/*'] } },
    },
  ];
}
