import type { JsonObject, PolicyRequest } from '@torchrelay/core/target';

import { partitionOf } from '../../client/aws-settings.ts';
import { expiryRoleResources, operatingResources } from '../operate/operating-resources.ts';
import { iamResources } from '../role/iam-resources.ts';
import { trainingResources } from '../training/training-resources.ts';

/** Permissions that AWS does not let anybody narrow down to a resource. _read_: its service authorisation reference. */
const unbounded: ReadonlySet<string> = new Set([
  'sts:GetCallerIdentity',
  'sagemaker:ListEndpoints',
  'sagemaker:ListEndpointConfigs',
  'sagemaker:ListModels',
  'sagemaker:ListTrainingJobs',
  'servicequotas:ListServiceQuotas',
  'servicequotas:ListAWSDefaultServiceQuotas',
  'pricing:GetProducts',
  'ec2:DescribeInstanceTypeOfferings',
]);

/**
 * The IAM policy with which one deployment, or one job, can be made, changed and removed, and nothing else. Pure.
 *
 * @param role the execution role that is given; absent where one is made
 * @param schedulerRole the same of the role that ends endpoints
 */
export function sagemakerPolicy(
  request: PolicyRequest,
  role?: string,
  schedulerRole?: string,
): JsonObject {
  const resources = request.permissions.map((permission) => ({
    permission,
    resources: trainingResources(permission, request, role) ??
      operatingResources(permission, request) ?? [
        ...(permission.startsWith('iam:')
          ? iamResources(permission, request, role)
          : resourcesOf(permission, request)),
        ...expiryRoleResources(permission, request, schedulerRole),
      ],
  }));
  const receivers = request.permissions.includes('scheduler:CreateSchedule')
    ? ['sagemaker.amazonaws.com', 'scheduler.amazonaws.com']
    : 'sagemaker.amazonaws.com';
  // A condition holds for all of its statement, and only this permission has one.
  const groups = Map.groupBy(resources, ({ permission, resources: named }) =>
    [...named, ...(permission === 'iam:PassRole' ? [permission] : [])].join(' '),
  );
  return {
    Version: '2012-10-17',
    Statement: [...groups.values()].map((group) => ({
      Effect: 'Allow',
      Action: group.map(({ permission }) => permission),
      Resource: [...(group[0]?.resources ?? [])],
      ...(group.some(({ permission }) => permission === 'iam:PassRole') && {
        Condition: { StringEquals: { 'iam:PassedToService': receivers } },
      }),
    })),
  };
}

function resourcesOf(
  permission: string,
  { scope, name, storeLocation, permissions }: PolicyRequest,
): readonly string[] {
  const [account = '', region = ''] = scope.split('/');
  const arn = (service: string, rest: string): string =>
    `arn:${partitionOf(region)}:${service}:${rest}`;
  if (unbounded.has(permission)) return ['*'];
  if (permission.startsWith('s3:')) return bucketResources(permission, storeLocation, arn);
  if (permission === 'cloudwatch:DescribeAlarms') return ['*'];
  if (permission.endsWith('Alarms') || permission.endsWith('Alarm'))
    return [arn('cloudwatch', `${region}:${account}:alarm:torchrelay-${name}-*`)];
  if (permission.startsWith('logs:')) {
    return [arn('logs', `${region}:${account}:log-group:/aws/sagemaker/Endpoints/${name}:*`)];
  }
  const at = `${region}:${account}`;
  const ours = {
    endpoint: arn('sagemaker', `${at}:endpoint/${name}`),
    config: arn('sagemaker', `${at}:endpoint-config/${name}-*`),
    model: arn('sagemaker', `${at}:model/${name}-*`),
  };
  // Whoever counts what the account uses looks at all that there are.
  const isCounted = permissions.includes('sagemaker:ListEndpoints');
  if (isCounted && permission === 'sagemaker:DescribeEndpoint')
    return [arn('sagemaker', `${at}:endpoint/*`)];
  if (isCounted && permission === 'sagemaker:DescribeEndpointConfig')
    return [arn('sagemaker', `${at}:endpoint-config/*`)];
  if (permission.endsWith('Tags')) return Object.values(ours);
  if (permission.endsWith('EndpointConfig')) return [ours.config];
  if (permission.endsWith('Model')) return [ours.model];
  if (/(?:Create|Update)Endpoint$/.test(permission)) return [ours.endpoint, ours.config];
  return [ours.endpoint];
}

/** Some of S3's permissions are the bucket's, the others its objects'. */
function bucketResources(
  permission: string,
  storeLocation: string,
  arn: (service: string, rest: string) => string,
): readonly string[] {
  const [bucket = '', ...prefix] = storeLocation.replace(/^s3:\/\//, '').split('/');
  const isOfObjects = /Object|AbortMultipartUpload|MultipartUploadParts/.test(permission);
  if (!isOfObjects) return [arn('s3', `::${bucket}`)];
  return [arn('s3', `::${[bucket, ...prefix].filter((part) => part !== '').join('/')}/*`)];
}
