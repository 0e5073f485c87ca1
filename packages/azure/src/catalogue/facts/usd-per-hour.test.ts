import { describe, expect, test } from 'vitest';

import type { MlSize } from '../live/ml-sizes.ts';
import { testRow, testSnapshot } from '../test-support/test-snapshot.ts';
import { type PriceRequest, spotUsdPerHour, usdPerHour } from './usd-per-hour.ts';

const row = testRow();
const asOf = '2026-11-01T00:00:00.000Z';
const key = row.instanceType.toLowerCase();

const request = (changes: Partial<PriceRequest>): PriceRequest => ({
  snapshot: testSnapshot(row),
  row,
  region: 'eastus',
  purpose: 'serving',
  facts: {},
  ...changes,
});

describe('the price on demand', () => {
  test('is the list’s, with its date', () => {
    const prices = { value: { [key]: { onDemand: 3.673 } }, asOf };
    expect(usdPerHour(request({ facts: { prices } }))).toEqual({
      known: true,
      value: 3.673,
      source: 'Azure Retail Prices',
      asOf,
    });
  });

  test('is the snapshot’s where the list could not be had, and says so and its age', () => {
    expect(usdPerHour(request({}))).toEqual({
      known: true,
      value: 3.5,
      source: 'snapshot: Azure Retail Prices',
      asOf: '2026-06-18',
    });
  });

  test('is the same for serving and training: nothing is added for Azure Machine Learning', () => {
    expect(usdPerHour(request({ purpose: 'training' }))).toEqual(usdPerHour(request({})));
  });

  test.each([
    ['not in the list', {}],
    ['unclear in the list', { [key]: {} }],
    ['for spot alone', { [key]: { spot: 1 } }],
  ])('is unknown where it is %s, though the snapshot has one', (_, value) => {
    expect(usdPerHour(request({ facts: { prices: { value, asOf } } }))).toEqual({
      known: false,
      reason: `no clear on-demand price of ${row.instanceType} in eastus in the list of 2026-11-01`,
    });
  });

  test('is not borrowed from another region', () => {
    expect(usdPerHour(request({ region: 'westus' }))).toMatchObject({ known: false });
  });
});

describe('the price of capacity that may be taken back', () => {
  const prices = { value: { [key]: { onDemand: 3.673, spot: 0.44 } }, asOf };
  const size: MlSize = { name: row.instanceType.toUpperCase(), family: 'f', vCpus: 24 };

  test('is what Azure Machine Learning says', () => {
    const mlSizes = { value: [{ ...size, lowPriorityUsdPerHour: 0.73 }], asOf };
    const fact = spotUsdPerHour(request({ purpose: 'training', facts: { prices, mlSizes } }));
    expect(fact).toEqual({
      known: true,
      value: 0.73,
      source: 'estimate of Azure Machine Learning, low priority',
      asOf,
    });
  });

  test('is that of spot machines where it says nothing', () => {
    const facts = { prices, mlSizes: { value: [size], asOf } };
    const fact = spotUsdPerHour(request({ purpose: 'training', facts }));
    expect(fact).toMatchObject({ value: 0.44, source: 'Azure Retail Prices, spot' });
  });

  test('is unknown where nobody says: the snapshot has none', () => {
    expect(spotUsdPerHour(request({ purpose: 'training' }))).toMatchObject({
      known: false,
      reason: expect.stringContaining('no spot price') as string,
    });
  });
});
