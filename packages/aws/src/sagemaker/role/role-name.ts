import { partitionOf } from '../../client/aws-settings.ts';

/**
 * One role per name and region: it may read what torchrelay keeps and write the log of this one endpoint, the lease
 * of the name guards it, and it goes with the name. IAM knows no regions, so its name has to say which.
 */
export function roleNameOf(name: string, region: string): string {
  return `torchrelay-${name}-${region}`;
}

/** Where all roles of a region are listed by. */
export function rolePathOf(region: string): string {
  return `/torchrelay/${region}/`;
}

export function roleArnOf({
  name,
  region,
  accountId,
}: {
  /** Of the deployment. */
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
}): string {
  const path = rolePathOf(region) + roleNameOf(name, region);
  return `arn:${partitionOf(region)}:iam::${accountId}:role${path}`;
}

/** The name of the deployment that a role's name says, if it is of this region. */
export function deploymentOfRole(roleName: string, region: string): string | undefined {
  const [start, end] = ['torchrelay-', `-${region}`];
  const isOurs = roleName.startsWith(start) && roleName.endsWith(end);
  return isOurs ? roleName.slice(start.length, -end.length) : undefined;
}
