import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { PriceListItem } from '../../../packages/aws/src/catalogue/price-list/item.ts';
import { readBulkPriceList } from './bulk-price-list.ts';
import { bulkList } from './test-support/bulk-list.ts';

const products = [
  { sku: 'A', attributes: { component: 'Hosting', instanceName: 'ml.a' }, usd: '1.5' },
  { sku: 'B', attributes: { component: 'Notebook', instanceName: 'ml.b' }, usd: '2' },
  { sku: 'C', attributes: { component: 'Training', instanceName: 'ml.c' }, usd: '3' },
];

async function* chunks(texts: Iterable<string>): AsyncGenerator<string> {
  yield* texts;
}

const read = (texts: Iterable<string>): Promise<readonly PriceListItem[]> =>
  readBulkPriceList(chunks(texts), ({ component }) => component !== 'Notebook');

test('wanted products are kept with their terms on demand, as GetProducts would give them', async () => {
  const items = await read(bulkList(products));
  expect(items.map(({ sku, attributes }) => [sku, attributes])).toEqual([
    ['A', { component: 'Hosting', instanceName: 'ml.a' }],
    ['C', { component: 'Training', instanceName: 'ml.c' }],
  ]);
  expect(items[0]?.onDemand).toMatchObject([
    {
      priceDimensions: { 'A.JRTCKXETXF.6YS6EN2CT7': { unit: 'Hrs', pricePerUnit: { USD: '1.5' } } },
    },
  ]);
});

test('a product without terms is not on sale', async () => {
  const text = '{"products":{"A":{"sku":"A","attributes":{}}},"terms":{"OnDemand":{"B":{}}}}';
  expect(await read([text])).toEqual([]);
});

test.each([
  ['without terms', '{"products":{"A":{"sku":"A","attributes":{}}}}'],
  ['with other terms alone', '{"products":{},"terms":{"Reserved":{"A":{}}}}'],
  ['with terms before products', '{"terms":{"OnDemand":{"A":{}}},"products":{"A":{"sku":"A"}}}'],
])('a list %s is refused: prices would be missed silently', async (_, text) => {
  await expect(read([text])).rejects.toThrow(RangeError);
});

test('a list that is cut off is refused', async () => {
  const text = [...bulkList(products)].join('');
  await expect(read([text.slice(0, -40)])).rejects.toThrow(SyntaxError);
});

test('a list of 128 MB is read in 32 MB of memory', () => {
  const program = fileURLToPath(new URL('test-support/read-large-list.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=32', '--conditions=torchrelay-source', program, '128'],
    { encoding: 'utf8' },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({ megabytes: 128, wanted: ['WANTED'] });
});
