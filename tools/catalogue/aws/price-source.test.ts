import { expect, test } from 'vitest';
import { pricesOf, type PriceSource } from './price-source.ts';

const source = (key: string, changes: Partial<PriceSource> = {}): PriceSource => ({
  key,
  kind: 'published',
  text: key,
  asOf: '2026-09-01',
  region: 'us-east-1',
  purposes: ['serving', 'training'],
  usdPerHour: { 'ml.a': 1 },
  ...changes,
});

const type = {
  instanceType: 'ml.a',
  regions: ['eu-west-1', 'us-east-1'],
  purposes: ['serving', 'training'],
} as const;

test('each purpose and region has the price of the first source that has one', () => {
  const sources = [
    source('hosting', { purposes: ['serving'], usdPerHour: { 'ml.a': 2 } }),
    source('estimate', { usdPerHour: { 'ml.a': 3 } }),
    source('abroad', { region: 'eu-west-1', purposes: ['serving'], usdPerHour: { 'ml.a': 4 } }),
  ];
  expect(
    pricesOf(type, sources).map(({ region, purpose, usdPerHour, source: key }) => [
      region,
      purpose,
      usdPerHour,
      key,
    ]),
  ).toEqual([
    ['us-east-1', 'serving', 2, 'hosting'],
    ['us-east-1', 'training', 3, 'estimate'],
    ['eu-west-1', 'serving', 4, 'abroad'],
  ]);
});

test('a type has no price for a purpose that it does not serve, nor where it is not', () => {
  const training = { ...type, purposes: ['training'] as const };
  expect(pricesOf(training, [source('hosting', { purposes: ['serving'] })])).toEqual([]);
  expect(pricesOf(type, [source('abroad', { region: 'us-west-2' })])).toEqual([]);
  expect(pricesOf(type, [source('others', { usdPerHour: { 'ml.b': 1 } })])).toEqual([]);
});
