import type { Call } from '@torchrelay/core/target';

import type { AwsPlace } from '../aws-place.ts';
import { askIam, type IamClient, isDenied, unlessNoEntity } from './iam-request.ts';
import { deploymentOfRole, roleArnOf, roleNameOf, rolePathOf } from './role-name.ts';
import { type RoleTags, readRoleTags } from './role-tags.ts';

export interface RolePlace extends Pick<AwsPlace, 'accountId' | 'region'> {
  readonly iam: IamClient;
}

/** A role that was made for a deployment. */
export type NativeRole = RoleTags & {
  /** Its own name. */
  readonly role: string;
  readonly arn: string;
};

/** The role that was made for a deployment; `hidden` where whoever asks may not look, as many may not. */
export async function observeRole(
  name: string,
  { iam, accountId, region }: RolePlace,
  call: Call,
): Promise<NativeRole | 'hidden' | null> {
  const roleName = roleNameOf(name, region);
  try {
    const answer = await unlessNoEntity(
      askIam({
        iam,
        call,
        attempt: `Cannot look for the role ${roleName}`,
        permission: 'iam:GetRole',
        resource: roleArnOf({ name, region, accountId }),
        send: (client, options) => client.getRole({ RoleName: roleName }, options),
      }),
    );
    const tags = readRoleTags(answer?.Role?.Tags ?? []);
    return tags?.name === name ? { role: roleName, arn: answer?.Role?.Arn ?? '', ...tags } : null;
  } catch (error) {
    if (isDenied(error)) return 'hidden';
    throw error;
  }
}

/** The deployments of a region that a role was made for; none where that may not be looked at. */
export async function listRoles(
  { iam, region }: RolePlace,
  call: Call,
): Promise<readonly string[]> {
  const names: (string | undefined)[] = [];
  let marker: string | undefined;
  try {
    do {
      const asked = {
        PathPrefix: rolePathOf(region),
        ...(marker !== undefined && { Marker: marker }),
      };
      const page = await askIam({
        iam,
        call,
        attempt: 'Cannot list the roles that were made',
        permission: 'iam:ListRoles',
        send: (client, options) => client.listRoles(asked, options),
      });
      const found = page.Roles ?? [];
      names.push(...found.map(({ RoleName = '' }) => deploymentOfRole(RoleName, region)));
      marker = page.IsTruncated === true ? page.Marker : undefined;
    } while (marker !== undefined);
  } catch (error) {
    if (!isDenied(error)) throw error;
  }
  return names.filter((name) => name !== undefined);
}
