import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fetchPriceLists } from './fetch-price-list.ts';
import { bulkList } from './test-support/bulk-list.ts';

const list = (type: string): string =>
  [
    ...bulkList([{ sku: type, attributes: { instanceName: type, note: 'München' }, usd: '1' }]),
  ].join('');

const base = '/offers/v1.0/aws/AmazonSageMaker';
let files: Record<string, string>;
let origin: string;
let close: () => void;

beforeEach(async () => {
  files = {
    [`${base}/current/region_index.json`]: JSON.stringify({
      publicationDate: '2026-09-01T00:00:00Z',
      regions: {
        'us-east-1': {
          regionCode: 'us-east-1',
          currentVersionUrl: `${base}/1/us-east-1/index.json`,
        },
        'eu-west-1': {
          regionCode: 'eu-west-1',
          currentVersionUrl: `${base}/1/eu-west-1/index.json`,
        },
      },
    }),
    [`${base}/1/us-east-1/index.json`]: list('ml.a'),
    [`${base}/1/eu-west-1/index.json`]: list('ml.b'),
  };
  const server = createServer(({ url = '' }, response) => {
    response.writeHead(url in files ? 200 : 404).end(files[url]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => {
    server.closeAllConnections();
    server.close();
  };
});
afterEach(() => close());

const fetched = (...regions: string[]): Promise<unknown[]> =>
  Array.fromAsync(
    fetchPriceLists({ service: 'AmazonSageMaker', regions, isWanted: () => true, origin }),
  );

test('each region has its list, and the date of publication', async () => {
  expect(await fetched('us-east-1', 'eu-west-1')).toMatchObject([
    {
      region: 'us-east-1',
      publishedAt: '2026-09-01T00:00:00Z',
      items: [{ sku: 'ml.a', attributes: { note: 'München' } }],
    },
    { region: 'eu-west-1', items: [{ sku: 'ml.b' }] },
  ]);
});

test('a region that the service does not have is passed over', async () => {
  expect(await fetched('mx-central-1')).toEqual([]);
});

test('a file that cannot be had stops everything', async () => {
  delete files[`${base}/1/eu-west-1/index.json`];
  await expect(fetched('us-east-1', 'eu-west-1')).rejects.toThrow(
    'eu-west-1/index.json answered 404.',
  );
});

test('a file that is cut off stops everything', async () => {
  const path = `${base}/1/us-east-1/index.json`;
  files[path] = files[path]?.slice(0, 100) ?? '';
  await expect(fetched('us-east-1')).rejects.toThrow(SyntaxError);
});
