import { partitionOf } from '../../../client/aws-settings.ts';

/**
 * One role per job's name and region: it goes with what was trained under the name, and a deployment has its own. No
 * deployment's name has a dot, so that none is called as this one.
 */
export function trainingRoleName(name: string, region: string): string {
  return `torchrelay-job.${name}-${region}`;
}

export function trainingRolePath(region: string): string {
  return `/torchrelay-job/${region}/`;
}

export function trainingRoleArn({
  name,
  region,
  accountId,
}: {
  /** Of the job. */
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
}): string {
  const path = trainingRolePath(region) + trainingRoleName(name, region);
  return `arn:${partitionOf(region)}:iam::${accountId}:role${path}`;
}
