import { describe, expect, test } from 'vitest';
import type { Accelerator } from '../target/offer.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { acceleratorOf } from './accelerator-of.ts';
import { catalogueProblems, checkCatalogue } from './check-catalogue.ts';
import type { CataloguePrice, CatalogueRow, CatalogueSnapshot } from './snapshot.ts';
import { testPrice, testRow, testSnapshot } from './test-support/test-snapshot.ts';

const region = /^[a-z]{2}-[a-z]+-\d$/;

const problems = (...rows: Partial<CatalogueRow>[]): string[] =>
  catalogueProblems(testSnapshot(rows.map(testRow)), { region });

const priceProblems = (...prices: Partial<CataloguePrice>[]): string[] =>
  problems({ prices: prices.map(testPrice) });

const headProblems = (head: Partial<CatalogueSnapshot>): string[] =>
  catalogueProblems(testSnapshot([testRow()], head), { region });

const a100 = acceleratorOf({ kind: 'A100-80GB', count: 8 });

describe('a good catalogue', () => {
  test('has no problems', () => {
    expect(problems({ instanceType: 'cpu' }, { instanceType: 'gpu', accelerator: a100 })).toEqual(
      [],
    );
  });

  test('may name a price for each purpose and each market', () => {
    expect(
      priceProblems(
        {},
        { market: 'spot', usdPerHour: 1 },
        { purpose: 'training' },
        { purpose: 'training', market: 'spot', usdPerHour: 1.99 },
        { region: 'eu-west-1' },
      ),
    ).toEqual([]);
  });

  test('may have types without a price, and types that are nowhere', () => {
    expect(problems({ prices: [] }, { instanceType: 'nowhere', regions: [] })).toEqual([]);
  });
});

describe('GPUs', () => {
  test.each([12, 0, -8, 3, 0.125, 1.5, Number.NaN, 32])(
    'that are %d in number are refused',
    (count) => {
      expect(problems({ accelerator: { ...a100, count } })).toEqual([
        `m5.large has ${count} × A100-80GB, a count that none comes in`,
      ]);
    },
  );

  test.each([1, 2, 4, 8, 16])('that are %d in number are taken', (count) => {
    expect(problems({ accelerator: { ...a100, count } })).toEqual([]);
  });

  test('of a kind that core does not know are refused', () => {
    const accelerator: Accelerator = { kind: 'A100', count: 8, memoryBytes: a100.memoryBytes };
    expect(problems({ accelerator })).toEqual([
      'm5.large has accelerators of an unknown kind, "A100"',
    ]);
  });

  test.each([
    ['the smaller variant', acceleratorOf({ kind: 'A100-40GB', count: 8 }).memoryBytes],
    ['nominal, not usable', 80 * 2 ** 30],
    ['decimal gigabytes', 80e9],
    ['of all devices together', 8 * a100.memoryBytes],
    ['unknown', Number.NaN],
  ])('with memory that is %s are refused', (_, memoryBytes) => {
    expect(problems({ accelerator: { ...a100, memoryBytes } })).toEqual([
      `m5.large has ${memoryBytes} usable bytes on one A100-80GB, which has ${a100.memoryBytes}`,
    ]);
  });
});

describe('a price', () => {
  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 501])(
    'of %d is refused',
    (usdPerHour) => {
      expect(priceProblems({ usdPerHour })).toEqual([
        `m5.large costs ${usdPerHour} (us-east-1, serving, on-demand)`,
      ]);
    },
  );

  test('for spot that is the price on demand, or more, is refused: it is a copy', () => {
    const problem = 'm5.large costs no less as spot (us-east-1, serving, spot)';
    expect(priceProblems({}, { market: 'spot' })).toEqual([problem]);
    expect(priceProblems({ market: 'spot', usdPerHour: 3 }, {})).toEqual([problem]);
  });

  test('for spot is compared only with its own region and purpose', () => {
    expect(
      priceProblems(
        { region: 'eu-west-1' },
        { purpose: 'training' },
        { market: 'spot', usdPerHour: 3 },
      ),
    ).toEqual([]);
  });

  test('that is there twice is refused, also when both agree: zones or components were mixed up', () => {
    expect(priceProblems({}, { usdPerHour: 1.9 })).toEqual([
      'm5.large has two prices (us-east-1, serving, on-demand)',
    ]);
    expect(priceProblems({}, {})).toHaveLength(1);
  });

  test('in a region where the type is not is refused: it was borrowed', () => {
    expect(priceProblems({ region: 'eu-west-3' })).toEqual([
      'm5.large has a price in eu-west-3, where it is not',
    ]);
  });

  test('for a purpose that the type does not have is refused', () => {
    expect(problems({ purposes: ['training'] })).toEqual([
      'm5.large has a price for serving, for which it is not',
    ]);
  });
});

describe('an instance', () => {
  test.each<[string, Partial<CatalogueRow>, string]>([
    ['for nothing', { purposes: [], prices: [] }, 'is for nothing'],
    ['without vCPUs', { vCpus: 0 }, 'has 0 vCPUs'],
    ['with half a vCPU', { vCpus: 0.5 }, 'has 0.5 vCPUs'],
    ['with GiB for bytes', { memoryBytes: 1152 }, 'has 1152 bytes of memory'],
    ['with memory that is NaN', { memoryBytes: Number.NaN }, 'has NaN bytes of memory'],
    ['with disks of no size', { localStorageBytes: 0 }, 'has 0 bytes on local disks'],
    ['with a network of no speed', { interconnectInGbps: 0 }, 'has an interconnect of 0 Gb/s'],
    ['that is twice in a region', { regions: ['us-east-1', 'us-east-1'] }, 'names a region twice'],
  ])('%s is refused', (_, row, problem) => {
    expect(problems(row)).toEqual([`m5.large ${problem}`]);
  });

  test.each(['us-east-1a', 'use1-az1', 'use1-atl2-az1', 'us-east-1-atl-2a', ''])(
    'in "%s", a zone or none, is refused',
    (name) => {
      expect(problems({ regions: [name], prices: [] })).toEqual([
        `m5.large is in "${name}", which is no region`,
      ]);
    },
  );

  test('that is there twice is refused', () => {
    expect(problems({}, { instanceType: 'c5.large' }, {})).toEqual(['m5.large is there twice']);
  });

  test('whose facts or prices cite no source is refused', () => {
    expect(problems({ source: 'hearsay' })).toEqual([
      'm5.large cites "hearsay", which is no source',
    ]);
    expect(priceProblems({ source: 'hearsay' })).toHaveLength(1);
  });
});

describe('the whole', () => {
  test('must have rows', () => {
    expect(problems()).toEqual(['there are no rows']);
  });

  test.each(['', 'yesterday', '2026-13-01', '2026-11-01T25:00:00Z', '2026-11-01T00:00:00+02:00'])(
    'must say when it was made, and "%s" does not',
    (generatedAt) => {
      expect(headProblems({ generatedAt })).toContain(`generatedAt is "${generatedAt}"`);
    },
  );

  test.each([
    [{ text: ' ' }, 'source "types" says nothing'],
    [{ asOf: 'now' }, 'source "types" has the date "now"'],
    [{ asOf: '2026-11-02' }, 'source "types" is of 2026-11-02, after the catalogue'],
  ])('must not have a source with %o', (change, problem) => {
    const { sources } = testSnapshot();
    const types = { kind: 'published', text: 'the API', asOf: '2026-10-31', ...change } as const;
    expect(headProblems({ sources: { ...sources, types } })).toEqual([problem]);
  });

  test('is refused with the first problem, and all of them as data', async () => {
    const bad = testSnapshot([testRow({ vCpus: 0, prices: [testPrice({ usdPerHour: 0 })] })]);
    const error = await failureOf(() => checkCatalogue(bad, { region }));
    expect(error).toMatchObject({
      code: 'CATALOGUE_REFUSED',
      message: 'The catalogue has 2 problems, the first: m5.large has 0 vCPUs.',
      data: { problems: ['m5.large has 0 vCPUs', expect.stringContaining('costs 0')] },
    });
  });

  test('is let through without a word when nothing is wrong', () => {
    expect(() => checkCatalogue(testSnapshot(), { region })).not.toThrow();
  });
});
