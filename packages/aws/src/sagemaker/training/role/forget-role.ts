import type { Call } from '@torchrelay/core/target';

import { askIam, isDenied, unlessNoEntity } from '../../role/iam-request.ts';
import type { RolePlace } from '../../role/observe-role.ts';
import { readRoleTags } from '../../role/role-tags.ts';
import { listRolePolicies, removeRolePolicy } from './role-policies.ts';
import { trainingRoleArn, trainingRoleName } from './training-role-name.ts';

/** Removes the role that was made for the jobs of a name, if there is one. */
export async function forgetRole(name: string, place: RolePlace, call: Call): Promise<void> {
  const RoleName = trainingRoleName(name, place.region);
  const resource = trainingRoleArn({ name, ...place });
  const common = { iam: place.iam, call, attempt: `Cannot remove the role ${RoleName}`, resource };
  if (!(await isThere(name, RoleName, { ...common, permission: 'iam:GetRole' }))) return;
  // IAM deletes no role that has a policy.
  const policies = { ...common, role: RoleName };
  for (const policy of (await unlessNoEntity(listRolePolicies(policies))) ?? [])
    await removeRolePolicy(policy, policies);
  await unlessNoEntity(
    askIam({
      ...common,
      permission: 'iam:DeleteRole',
      send: (client, options) => client.deleteRole({ RoleName }, options),
    }),
  );
}

/** Whoever may not look has not made one either. */
async function isThere(
  name: string,
  RoleName: string,
  request: Omit<Parameters<typeof askIam>[0], 'send'>,
): Promise<boolean> {
  try {
    const found = await unlessNoEntity(
      askIam({ ...request, send: (client, options) => client.getRole({ RoleName }, options) }),
    );
    return readRoleTags(found?.Role?.Tags ?? [])?.name === name;
  } catch (error) {
    if (isDenied(error)) return false;
    throw error;
  }
}
