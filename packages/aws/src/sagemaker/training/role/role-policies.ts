import { askIam, type IamRequest, unlessNoEntity } from '../../role/iam-request.ts';

export interface RolePolicies extends Pick<
  IamRequest<unknown>,
  'iam' | 'call' | 'attempt' | 'resource'
> {
  readonly role: string;
}

/** The names of the policies that lie in a role itself. */
export async function listRolePolicies({
  role,
  ...request
}: RolePolicies): Promise<readonly string[]> {
  const names: string[] = [];
  let marker: string | undefined;
  do {
    const asked = { RoleName: role, ...(marker !== undefined && { Marker: marker }) };
    const page = await askIam({
      ...request,
      permission: 'iam:ListRolePolicies',
      send: (client, options) => client.listRolePolicies(asked, options),
    });
    names.push(...(page.PolicyNames ?? []));
    marker = page.IsTruncated === true ? page.Marker : undefined;
  } while (marker !== undefined);
  return names;
}

/** One that is gone is no failure. */
export async function removeRolePolicy(
  policy: string,
  { role, ...request }: RolePolicies,
): Promise<void> {
  const asked = { RoleName: role, PolicyName: policy };
  await unlessNoEntity(
    askIam({
      ...request,
      permission: 'iam:DeleteRolePolicy',
      send: (client, options) => client.deleteRolePolicy(asked, options),
    }),
  );
}
