import { describe, expect, test } from 'vitest';

import type { MlSize } from '../live/ml-sizes.ts';
import type { ResourceSku } from '../live/resource-skus.ts';
import { testRow, testSnapshot } from '../test-support/test-snapshot.ts';
import { testUsage } from '../test-support/test-usage.ts';
import { offeredHere, type OfferedHereRequest } from './offered-here.ts';

const row = testRow();
const key = row.instanceType.toLowerCase();
const asOf = '2026-11-01T00:00:00.000Z';

const here = (changes: Partial<OfferedHereRequest>): ReturnType<typeof offeredHere> =>
  offeredHere({
    snapshot: testSnapshot(row),
    row,
    region: 'eastus',
    purpose: 'serving',
    facts: {},
    ...changes,
  });

const listed = (size: Partial<MlSize>): { value: MlSize[]; asOf: string } => ({
  value: [{ name: row.instanceType.toUpperCase(), family: 'f', vCpus: 24, ...size }],
  asOf,
});

const sku: ResourceSku = {
  name: row.instanceType,
  family: 'f',
  region: 'eastus',
  zones: [],
  hasRdma: false,
};

describe('Azure Machine Learning', () => {
  test('says whether it has a size for endpoints, and whether for jobs', () => {
    const mlSizes = listed({ serves: false, trains: true });
    expect(here({ facts: { mlSizes } })).toEqual({
      known: true,
      value: false,
      source: 'sizes of Azure Machine Learning',
      asOf,
    });
    expect(here({ purpose: 'training', facts: { mlSizes } })).toMatchObject({ value: true });
  });

  test('has not what it does not list', () => {
    const mlSizes = { value: [], asOf };
    expect(here({ facts: { mlSizes } })).toMatchObject({ known: true, value: false });
  });

  test('lists some sizes only to those with quota: without it nothing is known', () => {
    const mlSizes = { value: [], asOf };
    const usages = (limit: number): { value: ReturnType<typeof testUsage>[]; asOf: string } => ({
      value: [testUsage({ limit })],
      asOf,
    });
    expect(here({ facts: { mlSizes, usages: usages(0) } })).toEqual({
      known: false,
      reason: `Azure Machine Learning lists ${row.instanceType} in eastus only to those with quota for it`,
    });
    expect(here({ facts: { mlSizes, usages: usages(24) } })).toMatchObject({ value: false });
  });

  test('is not made to say what it does not', () => {
    expect(here({ facts: { mlSizes: listed({ trains: true }) } })).toEqual({
      known: false,
      reason: `Azure Machine Learning does not say what ${row.instanceType} is for in eastus`,
    });
  });

  test('is believed more than any other', () => {
    const facts = {
      mlSizes: listed({ serves: true }),
      prices: { value: {}, asOf },
      skus: { value: [], asOf },
    };
    expect(here({ region: 'westus', facts })).toMatchObject({ value: true });
  });
});

describe('where it cannot be asked', () => {
  test('what Azure Compute does not have is not there', () => {
    const skus = { value: [], asOf };
    expect(here({ facts: { skus } })).toMatchObject({
      value: false,
      source: 'sizes of Azure Compute',
    });
  });

  test('what Azure Compute has, or refuses to this subscription, may be there', () => {
    expect(here({ facts: { skus: { value: [sku], asOf } } })).toMatchObject({ known: false });
    const value = [{ ...sku, restriction: 'NotAvailableForSubscription' }];
    expect(here({ facts: { skus: { value, asOf } } })).toMatchObject({
      known: false,
      reason: expect.stringContaining('(NotAvailableForSubscription)') as string,
    });
  });

  test('what has no price is not there; what has one may be: retired sizes have prices too', () => {
    const priced = { value: { [key]: { onDemand: 1 } }, asOf };
    expect(here({ facts: { prices: priced } })).toMatchObject({ known: false });
    expect(here({ facts: { prices: { value: {}, asOf } } })).toMatchObject({
      value: false,
      source: 'Azure Retail Prices',
    });
  });

  test('the snapshot’s prices are asked the same, with their age', () => {
    expect(here({})).toMatchObject({
      known: false,
      reason: 'Azure Machine Learning was not asked what it has in eastus',
    });
    const elsewhere = testRow({ instanceType: 'Standard_Other', regions: ['westus'] });
    expect(here({ region: 'westus', snapshot: testSnapshot(row, elsewhere) })).toEqual({
      known: true,
      value: false,
      source: 'snapshot: no price there',
      asOf: '2026-06-18',
    });
  });

  test('a region that the snapshot does not know is unknown, not empty', () => {
    expect(here({ region: 'marsnorth' })).toMatchObject({ known: false });
  });
});
