import { expect, test } from 'vitest';
import { type PriceListEntry, sagemakerItem } from '../test-support/price-list-texts.ts';
import { readPriceListItem } from './item.ts';
import { priceTable, type PriceTable } from './price-table.ts';

const tableOf = (...entries: PriceListEntry[]): PriceTable =>
  priceTable(
    entries.map((entry) => readPriceListItem(sagemakerItem(entry))),
    { region: 'us-east-1', purpose: 'serving' },
  );

test('prices are listed by type', () => {
  expect(tableOf({ type: 'ml.a', usd: '1' }, { type: 'ml.b', usd: '2' })).toEqual({
    'ml.a': 1,
    'ml.b': 2,
  });
});

test('prices of other regions and purposes are not borrowed', () => {
  expect(
    tableOf(
      { type: 'ml.a', region: 'eu-west-1' },
      { type: 'ml.b', component: 'Training' },
      { type: 'ml.c', component: 'Studio-JupyterLab' },
    ),
  ).toEqual({});
});

test('a type at two prices has none; a price that is listed twice is one', () => {
  expect(
    tableOf(
      { type: 'ml.a', usd: '1' },
      { type: 'ml.a', usd: '0.9', sku: 'OTHER' },
      { type: 'ml.b', usd: '2' },
      { type: 'ml.b', usd: '2.0000', sku: 'SAME' },
    ),
  ).toEqual({ 'ml.b': 2 });
});
