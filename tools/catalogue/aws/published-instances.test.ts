import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { publishedInstances } from './published-instances.ts';

let folder: string;
let regions: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torchrelay-published-'));
  regions = join(folder, 'instance_type_offerings', 'region');
  await mkdir(regions, { recursive: true });
  const types = {
    'm5.xlarge': { InstanceType: 'm5.xlarge' },
    'a1.large': { InstanceType: 'a1.large' },
  };
  await writeFile(join(folder, 'instance_types.json'), JSON.stringify(types));
});
afterEach(() => rm(folder, { recursive: true }));

const offer = (region: string, ...types: string[]): Promise<void> =>
  writeFile(
    join(regions, `${region}.json`),
    JSON.stringify(types.map((type) => ({ InstanceType: type, Location: region }))),
  );

test('types and the offerings of all regions are read; other files are not', async () => {
  await offer('us-east-1', 'm5.xlarge', 'a1.large');
  await offer('eu-west-1', 'm5.xlarge');
  await writeFile(join(regions, 'README.md'), 'not JSON');
  const { instances, offerings } = await publishedInstances(folder);
  expect(instances.map(({ InstanceType: type }) => type)).toEqual(['m5.xlarge', 'a1.large']);
  expect(offerings).toEqual([
    { InstanceType: 'm5.xlarge', Location: 'eu-west-1' },
    { InstanceType: 'm5.xlarge', Location: 'us-east-1' },
    { InstanceType: 'a1.large', Location: 'us-east-1' },
  ]);
});

test('a file that is missing or broken stops everything', async () => {
  await writeFile(join(regions, 'us-east-1.json'), '[{');
  await expect(publishedInstances(folder)).rejects.toThrow(SyntaxError);
  await rm(regions, { recursive: true });
  await expect(publishedInstances(folder)).rejects.toThrow('ENOENT');
});
