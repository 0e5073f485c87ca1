import type { JsonObject } from '@torchrelay/core/target';

import { partitionOf } from '../../client/aws-settings.ts';
import { asyncFolder } from '../asynchronous/async-place.ts';
import { tritonImage } from '../engine/triton-image.ts';
import type { Grants } from './grants.ts';

export interface RoleScope {
  /** Of the deployment. */
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  /** `s3://bucket/prefix`, without a slash at the end. */
  readonly storeLocation: string;
}

/**
 * What SageMaker needs for one endpoint, and no more: reads packages, writes this endpoint's log, pulls this image.
 * Source: SageMaker's developer guide, "CreateModel API: execution role permissions".
 */
export function rolePolicy(grants: Grants, scope: RoleScope): string {
  const statements = [
    ...readPackages(scope),
    ...writeLogs(scope),
    ...pullImage(grants, scope),
    ...(grants.vpc ? [joinNetwork] : []),
    ...(grants.writesAnswers === true ? [exchangeThroughS3(scope)] : []),
    ...(grants.topics === undefined ? [] : [publishTo(grants.topics)]),
    ...(grants.kmsKeyId === null ? [] : [useKey(grants.kmsKeyId, scope)]),
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

function readPackages({ storeLocation, region }: RoleScope): readonly JsonObject[] {
  const { hostname: bucket, pathname } = new URL(storeLocation);
  const packages = `${pathname.slice(1)}/packages/*`.replace(/^\//, '');
  const arn = `arn:${partitionOf(region)}:s3:::${bucket}`;
  return [
    { Effect: 'Allow', Action: 's3:GetObject', Resource: `${arn}/${packages}` },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: arn,
      Condition: { StringLike: { 's3:prefix': packages } },
    },
  ];
}

/** Of an endpoint of mode `async`: its questions are read there, and its answers are written there. */
function exchangeThroughS3({ name, storeLocation, region }: RoleScope): JsonObject {
  const { hostname: bucket, pathname } = new URL(`${storeLocation}/${asyncFolder(name)}`);
  return {
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
    Resource: `arn:${partitionOf(region)}:s3:::${bucket}${pathname}*`,
  };
}

/** SageMaker publishes as the execution role. Source: its developer guide, "Create an asynchronous inference endpoint". */
function publishTo(topics: readonly string[]): JsonObject {
  return { Effect: 'Allow', Action: 'sns:Publish', Resource: [...topics] };
}

function writeLogs({ name, region, accountId }: RoleScope): readonly JsonObject[] {
  const group = `arn:${partitionOf(region)}:logs:${region}:${accountId}:log-group:/aws/sagemaker/Endpoints/${name}`;
  return [
    {
      Effect: 'Allow',
      Action: [
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:DescribeLogStreams',
        'logs:PutLogEvents',
      ],
      Resource: [group, `${group}:*`],
    },
    {
      Effect: 'Allow',
      Action: 'cloudwatch:PutMetricData',
      Resource: '*',
      Condition: { StringLike: { 'cloudwatch:namespace': ['AWS/SageMaker', '/aws/sagemaker/*'] } },
    },
  ];
}

/** Images of other registries than ECR need no permission of AWS's. */
export function pullImage(
  { image }: Pick<Grants, 'image'>,
  { region }: RoleScope,
): readonly JsonObject[] {
  const found = /^(\d{12})\.dkr\.ecr\.([\w-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)/.exec(
    image ?? tritonImage(region),
  );
  if (found === null) return [];
  const [, account, imageRegion, repository] = found;
  return [
    { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    {
      Effect: 'Allow',
      Action: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:GetDownloadUrlForLayer',
      ],
      Resource: `arn:${partitionOf(region)}:ecr:${imageRegion}:${account}:repository/${repository}`,
    },
  ];
}

/** EC2 lets hardly any of these be narrowed down. Source: SageMaker's developer guide, "Give SageMaker access to VPC". */
export const joinNetwork: JsonObject = {
  Effect: 'Allow',
  Action: [
    'ec2:CreateNetworkInterface',
    'ec2:CreateNetworkInterfacePermission',
    'ec2:DeleteNetworkInterface',
    'ec2:DeleteNetworkInterfacePermission',
    'ec2:DescribeDhcpOptions',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcs',
  ],
  Resource: '*',
};

/** @param key an id, an ARN, or an alias, which policies know by a condition alone */
export function useKey(key: string, { region, accountId }: RoleScope): JsonObject {
  const keys = `arn:${partitionOf(region)}:kms:${region}:${accountId}:key/`;
  const alias = /(?:^|:)(alias\/.+)$/.exec(key)?.[1];
  return {
    Effect: 'Allow',
    Action: [
      'kms:CreateGrant',
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:GenerateDataKeyWithoutPlaintext',
    ],
    Resource: alias === undefined ? (key.startsWith('arn:') ? key : keys + key) : `${keys}*`,
    ...(alias !== undefined && {
      Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } },
    }),
  };
}
