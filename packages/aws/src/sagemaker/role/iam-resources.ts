import type { PolicyRequest } from '@torchrelay/core/target';

import { roleArnOf } from './role-name.ts';

/** Which role somebody is allowed to hand to SageMaker, and to look at; and which to make. Roles cannot be listed by name. */
export function iamResources(
  permission: string,
  { scope, name }: Pick<PolicyRequest, 'scope' | 'name'>,
  given: string | undefined,
): readonly string[] {
  const [accountId = '', region = ''] = scope.split('/');
  const made = roleArnOf({ name, region, accountId });
  if (permission === 'iam:ListRoles') return ['*'];
  if (given === undefined) return [made];
  if (permission === 'iam:GetRole') return [given, made];
  return /PassRole|Simulate/.test(permission) ? [given] : [made];
}
