import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { unpackSnapshot } from '@torchrelay/core/catalogue';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { InstanceRecord } from './instance-record.ts';
import { gpus, p4dRecord, testRecord } from './test-support/test-record.ts';

/** What the sentinels look for. */
const records: readonly InstanceRecord[] = [
  p4dRecord,
  { ...p4dRecord, InstanceType: 'p4de.24xlarge', GpuInfo: gpus(8, { mib: 81_920 }) },
  {
    ...p4dRecord,
    InstanceType: 'p5.48xlarge',
    VCpuInfo: { DefaultVCpus: 192 },
    NetworkInfo: { EfaSupported: true, NetworkPerformance: '3200 Gigabit' },
    GpuInfo: gpus(8, { Name: 'H100', mib: 81_920 }),
  },
  testRecord({ InstanceType: 'g5.xlarge', GpuInfo: gpus(1, { Name: 'A10G', mib: 22_888 }) }),
  testRecord({
    InstanceType: 'g7e.12xlarge',
    VCpuInfo: { DefaultVCpus: 48 },
    NetworkInfo: { EfaSupported: true, NetworkPerformance: '400 Gigabit' },
    GpuInfo: gpus(2, { Name: 'RTX PRO Server 6000', mib: 98_304 }),
  }),
  testRecord(),
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torchrelay-generate-'));
  await publish(records);
});
afterEach(() => rm(folder, { recursive: true }));

async function publish(instances: readonly InstanceRecord[]): Promise<void> {
  const regions = join(folder, 'instance_type_offerings', 'region');
  await mkdir(regions, { recursive: true });
  const byType = Object.fromEntries(instances.map((one) => [one.InstanceType, one]));
  await writeFile(join(folder, 'instance_types.json'), JSON.stringify(byType));
  const offerings = instances.map(({ InstanceType }) => ({ InstanceType, Location: 'us-west-2' }));
  await writeFile(join(regions, 'us-west-2.json'), JSON.stringify(offerings));
}

const out = (): string => join(folder, 'snapshot.ts');

async function generate(): Promise<string> {
  const program = fileURLToPath(new URL('generate.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=torchrelay-source',
    program,
    '--published',
    folder,
    '--as-of',
    '2026-08-02',
    '--out',
    out(),
  ]);
  return stdout;
}

test('a snapshot is written as a module, and what is left out is printed with the reason', async () => {
  expect(await generate()).toMatch(
    /^6 instance types; left out:\n {2}ml\.c4\.2xlarge is not in EC2\n/,
  );
  const { packedSnapshot } = (await import(pathToFileURL(out()).href)) as {
    packedSnapshot: string;
  };
  const { rows, sources } = unpackSnapshot(packedSnapshot);
  expect(rows).toHaveLength(6);
  expect(sources['ec2']).toEqual({
    kind: 'published',
    text: 'EC2 DescribeInstanceTypes and DescribeInstanceTypeOfferings, as published in moto (Apache-2.0)',
    asOf: '2026-08-02',
  });
  expect(rows.find(({ instanceType }) => instanceType === 'ml.p4d.24xlarge')?.prices).toMatchObject(
    [
      {
        region: 'us-west-2',
        purpose: 'serving',
        usdPerHour: 25.251286,
        source: 'studio-us-west-2',
      },
      { region: 'us-west-2', purpose: 'training', usdPerHour: 25.251286 },
    ],
  );
});

test('a catalogue that contradicts what is known is not written', async () => {
  await publish(records.map((one) => ({ ...one, VCpuInfo: { DefaultVCpus: 7 } })));
  await expect(generate()).rejects.toThrow('ml.p4d.24xlarge has vCpus 7, and should have 96');
  await expect(readFile(out())).rejects.toThrow('ENOENT');
});

test('a catalogue that the gate refuses is not written', async () => {
  const broken = testRecord({
    InstanceType: 'g5.2xlarge',
    GpuInfo: gpus(12, { Name: 'A10G', mib: 22_888 }),
  });
  await publish([...records, broken]);
  await expect(generate()).rejects.toThrow('ml.g5.2xlarge has 12 × A10G');
  await expect(readFile(out())).rejects.toThrow('ENOENT');
});
