import { catalogueProblems, type CatalogueRow } from '@torchrelay/core/catalogue';
import { describe, expect, test } from 'vitest';
import { packedSnapshot } from './generated/snapshot.ts';
import { regionPattern } from './regions.ts';
import { awsSnapshot } from './snapshot.ts';

const snapshot = await awsSnapshot();
const { rows, sources } = snapshot;

function row(type: string): CatalogueRow {
  const found = rows.find(({ instanceType }) => instanceType === type);
  if (found === undefined) throw new Error(`There is no ${type}.`);
  return found;
}

const familyOf = ({ instanceType }: CatalogueRow): string => instanceType.split('.')[1] ?? '';

test('what ships passes the gate', () => {
  expect(catalogueProblems(snapshot, { region: regionPattern })).toEqual([]);
});

test('it is read once, and small', async () => {
  expect(await awsSnapshot()).toBe(snapshot);
  expect(packedSnapshot.length).toBeLessThan(48 * 1024);
});

test.each([
  ['g4dn', 'T4'],
  ['g5', 'A10G'],
  ['g6', 'L4'],
  ['g6e', 'L40S'],
  ['g7e', 'RTX-PRO-6000'],
  ['p3dn', 'V100-32GB'],
  ['p4d', 'A100-40GB'],
  ['p4de', 'A100-80GB'],
  ['p5', 'H100-80GB'],
  ['p5e', 'H200'],
  ['p5en', 'H200'],
  ['p6-b200', 'B200'],
  ['p6-b300', 'B300'],
])('%s has %s, and nothing else has', (family, kind) => {
  const members = rows.filter((one) => familyOf(one) === family);
  expect(new Set(members.map(({ accelerator }) => accelerator?.kind))).toEqual(new Set([kind]));
});

test('every GPU is whole, and every family with GPUs is one of those above', () => {
  const families = new Set(rows.filter(({ accelerator }) => accelerator).map(familyOf));
  expect(families.size).toBe(13);
});

describe('an A100', () => {
  test.each([
    ['ml.p4d.24xlarge', 39, 40],
    ['ml.p4de.24xlarge', 79, 80],
  ])('%s has eight, with 400 Gb/s between nodes and 8 TB of disks', (type, atLeast, below) => {
    const { accelerator, purposes, ...rest } = row(type);
    expect(accelerator).toMatchObject({ count: 8, link: 'nvlink' });
    expect(accelerator?.memoryBytes).toBeGreaterThan(atLeast * 2 ** 30);
    expect(accelerator?.memoryBytes).toBeLessThan(below * 2 ** 30);
    expect(purposes).toEqual(['serving', 'training']);
    expect(rest).toMatchObject({
      vCpus: 96,
      memoryBytes: 1152 * 2 ** 30,
      localStorageBytes: 8e12,
      interconnectInGbps: 400,
    });
    expect(rest.quotas.serving?.code).toMatch(/^L-/);
  });

  test('comes in no other type', () => {
    const types = rows.filter(({ accelerator }) => accelerator?.kind.startsWith('A100'));
    expect(types).toHaveLength(2);
  });

  test('of 80 GB is in fewer regions than that of 40 GB', () => {
    expect(row('ml.p4d.24xlarge').regions).toContain('eu-west-1');
    expect(row('ml.p4de.24xlarge').regions).not.toContain('eu-west-1');
  });
});

test('purposes are those of the API: some types train only, some serve only', () => {
  expect(row('ml.p3dn.24xlarge').purposes).toEqual(['training']);
  expect(row('ml.c5.large').purposes).toEqual(['serving']);
});

test.each([
  'ml.c5.xlarge',
  'ml.c6i.xlarge',
  'ml.c7i.xlarge',
  'ml.m5.large',
  'ml.m6i.large',
  'ml.m7i.large',
  'ml.r6i.xlarge',
])('%s is there for small models and staging, without a GPU', (type) => {
  expect(row(type).accelerator).toBeUndefined();
});

describe('a price', () => {
  const prices = rows.flatMap((one) => one.prices.map((price) => ({ ...price, row: one })));

  test('is an estimate, and says so, unless it is from the list of its own purpose', () => {
    for (const { source, purpose } of prices) {
      const { kind, text } = sources[source] ?? { kind: undefined, text: '' };
      const component = purpose === 'serving' ? 'SageMaker Hosting' : 'SageMaker Training';
      expect(kind === 'estimate' || text.endsWith(component)).toBe(true);
    }
  });

  test('of one GPU and hour lies where such prices lie', () => {
    const perGpu = prices.flatMap(({ usdPerHour, row: { accelerator } }) =>
      accelerator === undefined ? [] : [usdPerHour / accelerator.count],
    );
    expect(Math.min(...perGpu)).toBeGreaterThan(0.3);
    expect(Math.max(...perGpu)).toBeLessThan(25);
  });

  test('of p4d is known in the two regions where it was written down', () => {
    const { prices: known } = row('ml.p4d.24xlarge');
    expect(new Set(known.map(({ region }) => region))).toEqual(new Set(['us-east-1', 'us-west-2']));
  });

  test('is not made up for what is sold as capacity blocks alone', () => {
    expect(row('ml.p5e.48xlarge').prices).toEqual([]);
  });
});
