import type { PolicyRequest } from '@torchrelay/core/target';

import { partitionOf } from '../../client/aws-settings.ts';
import { rolePath } from './expiry-role.ts';
import { expiryRoleName, scheduleName } from './operating-native.ts';

/** Which resources the permissions around an endpoint are narrowed down to; `undefined` for all other permissions. */
export function operatingResources(
  permission: string,
  { scope, name }: Pick<PolicyRequest, 'scope' | 'name'>,
): readonly string[] | undefined {
  const [account = '', region = ''] = scope.split('/');
  const arn = (service: string, rest: string): string =>
    `arn:${partitionOf(region)}:${service}:${rest}`;
  if (permission === 'cloudwatch:GetMetricData') return ['*'];
  if (permission.startsWith('scheduler:'))
    return [arn('scheduler', `${region}:${account}:schedule/default/${scheduleName(name)}`)];
  if (permission === 'iam:CreateServiceLinkedRole')
    return [
      arn(
        'iam',
        `:${account}:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/*`,
      ),
    ];
  if (!permission.startsWith('application-autoscaling:')) return undefined;
  // _read_: what is only described cannot be narrowed down.
  if (permission.includes(':Describe')) return ['*'];
  return [arn('application-autoscaling', `${region}:${account}:scalable-target/*`)];
}

/** The role that the scheduler takes on: the given one may be handed on, and ours be made, too. */
export function expiryRoleResources(
  permission: string,
  { scope, name, permissions }: PolicyRequest,
  given: string | undefined,
): readonly string[] {
  const isMade = permissions.some((one) => one.startsWith('scheduler:') && !one.includes(':Get'));
  const isOfRole =
    /:(?:GetRole|CreateRole|TagRole|PutRolePolicy|PassRole|DeleteRole|DeleteRolePolicy)$/;
  if (!isMade || !isOfRole.test(permission)) return [];
  if (given !== undefined) return permission === 'iam:PassRole' ? [given] : [];
  const [account = '', region = ''] = scope.split('/');
  const role = `${rolePath}${expiryRoleName(name, region)}`;
  return [`arn:${partitionOf(region)}:iam::${account}:role${role}`];
}
