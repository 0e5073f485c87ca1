import { expect, test } from 'vitest';
import { type PriceListEntry, sagemakerItem } from '../test-support/price-list-texts.ts';
import { readPriceListItem } from './item.ts';
import { sagemakerPrice, type SagemakerPrice } from './sagemaker-price.ts';

const type = 'ml.p4d.24xlarge';

const priceOf = (entry: Partial<PriceListEntry>): SagemakerPrice | undefined =>
  sagemakerPrice(readPriceListItem(sagemakerItem({ type, usd: '25.2512860000', ...entry })));

test.each([
  ['Hosting', 'serving'],
  ['Training', 'training'],
])('%s is the price of %s', (component, purpose) => {
  expect(priceOf({ component })).toEqual({
    instanceType: type,
    region: 'us-east-1',
    purpose,
    usdPerHour: 25.251286,
  });
});

test('the type is read where it is clean: the other attribute has the component behind it, in any case', () => {
  expect(priceOf({ attributes: { instanceType: `${type}-hosting` } })?.instanceType).toBe(type);
});

test('usage in us-east-1 may be written without a prefix', () => {
  expect(priceOf({ attributes: { usagetype: `Host:${type}` } })).toBeDefined();
});

test.each<[string, Partial<PriceListEntry>]>([
  ['Studio', { component: 'Studio-JupyterLab' }],
  ['a notebook', { component: 'Notebook' }],
  ['a price of $0', { usd: '0.0000000000' }],
  ['usage of another kind', { attributes: { usagetype: `USE1-Studio:JupyterLab-${type}` } }],
  ['training that is listed as hosting', { attributes: { usagetype: `USE1-Train:${type}` } }],
  ['bytes', { attributes: { usagetype: 'USE1-Host:Data-Bytes-In' } }],
  ['no SageMaker type', { type: 'p4d.24xlarge' }],
  ['a local zone', { attributes: { locationType: 'AWS Local Zone' } }],
  ['an outpost without a place', { attributes: { locationType: '' } }],
])('%s is no price of ours', (_, entry) => {
  expect(priceOf(entry)).toBeUndefined();
});
