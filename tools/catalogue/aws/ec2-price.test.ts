import { expect, test } from 'vitest';
import { readPriceListItem } from '../../../packages/aws/src/catalogue/price-list/item.ts';
import {
  ec2Item,
  type PriceListEntry,
} from '../../../packages/aws/src/catalogue/test-support/price-list-texts.ts';
import { type Ec2Price, ec2Price } from './ec2-price.ts';

const type = 'p4d.24xlarge';

const priceOf = (entry: Partial<PriceListEntry> = {}): Ec2Price | undefined =>
  ec2Price(readPriceListItem(ec2Item({ type, usd: '21.9576420000', ...entry })));

test('a plain Linux instance has its price', () => {
  expect(priceOf()).toEqual({ instanceType: type, region: 'us-east-1', usdPerHour: 21.957642 });
});

test.each<[string, Partial<PriceListEntry>]>([
  ['Windows', { attributes: { operatingSystem: 'Windows' } }],
  ['a dedicated host', { attributes: { tenancy: 'Dedicated' } }],
  [
    'a reservation without its instance',
    { attributes: { capacitystatus: 'UnusedCapacityReservation' } },
  ],
  ['a reservation with one', { attributes: { capacitystatus: 'AllocatedCapacityReservation' } }],
  ['software of the shop', { attributes: { preInstalledSw: 'SQL Std' } }],
  ['a capacity block', { attributes: { marketoption: 'CapacityBlock' } }],
  ['a capacity block that is listed as on demand, for $0', { usd: '0.0000000000' }],
  ['a local zone', { attributes: { locationType: 'AWS Local Zone' } }],
])('%s is none', (_, entry) => {
  expect(priceOf(entry)).toBeUndefined();
});
