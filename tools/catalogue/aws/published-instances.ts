import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ec2Description } from './describe-instances.ts';
import type { InstanceRecord } from './instance-record.ts';
import type { OfferingRecord } from './offering-regions.ts';

/**
 * Reads EC2's answers as moto publishes them (`moto/ec2/resources`, Apache-2.0), for those who have no account:
 * `instance_types.json`, and `instance_type_offerings/region/<region>.json`.
 */
export async function publishedInstances(folder: string): Promise<Ec2Description> {
  const types = await readJson(join(folder, 'instance_types.json'));
  const byRegion = join(folder, 'instance_type_offerings', 'region');
  const files = (await readdir(byRegion)).filter((name) => name.endsWith('.json')).toSorted();
  const offerings = await Promise.all(files.map((name) => readJson(join(byRegion, name))));
  return {
    instances: Object.values(types as Record<string, InstanceRecord>),
    offerings: (offerings as OfferingRecord[][]).flat(),
  };
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}
