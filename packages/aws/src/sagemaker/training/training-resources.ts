import type { PolicyRequest } from '@torchrelay/core/target';

import { partitionOf } from '../../client/aws-settings.ts';
import { trainingRoleArn } from './role/training-role-name.ts';

/**
 * Which resources the permissions of a job are narrowed down to; `undefined` for permissions, and policies, that are
 * not about training.
 */
export function trainingResources(
  permission: string,
  { scope, name, permissions }: PolicyRequest,
  given: string | undefined,
): readonly string[] | undefined {
  const [accountId = '', region = ''] = scope.split('/');
  const arn = (service: string, rest: string): string =>
    `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${rest}`;
  const jobs = [arn('sagemaker', `training-job/${name}-*`)];
  const isCounted = permissions.includes('sagemaker:ListTrainingJobs');
  if (permission === 'sagemaker:DescribeTrainingJob' && isCounted)
    return [arn('sagemaker', 'training-job/*')];
  if (permission.endsWith('TrainingJob')) return jobs;
  if (!permissions.includes('sagemaker:CreateTrainingJob')) return undefined;
  if (permission.endsWith('Tags')) return jobs;
  if (permission.startsWith('logs:'))
    return [arn('logs', 'log-group:/aws/sagemaker/TrainingJobs:*')];
  if (permission === 'iam:ListRoles' || !permission.startsWith('iam:')) return undefined;
  return [given ?? trainingRoleArn({ name, region, accountId })];
}
