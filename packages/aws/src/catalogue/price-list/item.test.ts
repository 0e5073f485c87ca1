import { expect, test } from 'vitest';
import { ec2Item, sagemakerItem } from '../test-support/price-list-texts.ts';
import { readPriceListItem } from './item.ts';

test('an item has its SKU, its attributes and its terms on demand', () => {
  const item = readPriceListItem(sagemakerItem({ type: 'ml.p4d.24xlarge', sku: 'X1' }));
  expect(item.sku).toBe('X1');
  expect(item.attributes).toMatchObject({ instanceName: 'ml.p4d.24xlarge', component: 'Hosting' });
  expect(item.onDemand).toHaveLength(1);
});

test('an item that is only sold reserved has no terms on demand', () => {
  const { product } = JSON.parse(ec2Item({ type: 'p5e.48xlarge' })) as { product: object };
  expect(readPriceListItem(JSON.stringify({ product, terms: {} })).onDemand).toEqual([]);
  expect(readPriceListItem(JSON.stringify({ product })).onDemand).toEqual([]);
});

test.each(['', 'null', '{}', '{"product":{"sku":"A"}}', '{"product":{"attributes":{}}}', '[', '7'])(
  'what is no item is an error that asks to be reported: %s',
  (text) => {
    expect(() => readPriceListItem(text)).toThrow(
      expect.objectContaining({
        code: 'PRICE_LIST_UNREADABLE',
        hint: expect.stringContaining('report'),
      }),
    );
  },
);
