import type { CatalogueSnapshot } from '@torchrelay/core/catalogue';
import { expect, test } from 'vitest';
import { awsSnapshot } from '../../../packages/aws/src/catalogue/snapshot.ts';
import { supersededPrices } from './superseded-prices.ts';

const { rows } = await awsSnapshot();

/** What ships, with one price more. */
function withPrice(type: string, usdPerHour: number, asOf: string): string[] {
  const sources: CatalogueSnapshot['sources'] = { s: { kind: 'published', text: 's', asOf } };
  const price = {
    region: 'us-east-1',
    purpose: 'serving',
    market: 'on-demand',
    source: 's',
  } as const;
  const row = rows.find(({ instanceType }) => instanceType === type);
  return row === undefined
    ? ['there is no such type']
    : supersededPrices({ sources, rows: [{ ...row, prices: [{ ...price, usdPerHour }] }] });
}

test('what ships has no price of a time that is over', async () => {
  expect(supersededPrices(await awsSnapshot())).toEqual([]);
});

test.each([
  ['ml.p4d.24xlarge', 37.69],
  ['ml.p4d.24xlarge', 37.688],
  ['ml.p4d.24xlarge', 32.77],
  ['ml.p4de.24xlarge', 47.11],
  ['ml.p5.48xlarge', 113.068],
])('%s at %d is the price of before, whatever date is written on it', (type, usd) => {
  expect(withPrice(type, usd, '2026-09-01')).toEqual([
    `${type} costs ${usd}, as it did before 2025-06-01`,
  ]);
});

test('another price of before the cut is refused by its date', () => {
  expect(withPrice('ml.p4de.24xlarge', 46, '2025-05-31')).toEqual([
    'ml.p4de.24xlarge has a price of 2025-05-31, from before the cut of 2025-06-01',
  ]);
  expect(withPrice('ml.g5.xlarge', 1.4, '2024-01-01')).toEqual([]);
  expect(withPrice('ml.p4d.24xlarge', 25.2513, '2026-07-28')).toEqual([]);
});
