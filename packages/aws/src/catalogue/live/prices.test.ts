import { describe, expect, test } from 'vitest';
import { sagemakerItem } from '../test-support/price-list-texts.ts';
import { type AwsInput, startAws } from '../test-support/start-aws.ts';
import { testClients } from '../test-support/test-clients.ts';
import { pricingRegion } from './price-list-api.ts';
import { livePrices } from './prices.ts';

const operation = 'AWSPriceListService.GetProducts';

/** Two pages, of which the first has nothing of ours. */
const pages = ({ NextToken: token }: AwsInput): object =>
  token === undefined
    ? {
        FormatVersion: 'aws_v1',
        NextToken: 'page 2',
        PriceList: [
          sagemakerItem({ type: 'ml.g5.xlarge', usd: '0.0000000000' }),
          sagemakerItem({ type: 'ml.p4d.24xlarge', component: 'Training' }),
        ],
      }
    : {
        FormatVersion: 'aws_v1',
        PriceList: [sagemakerItem({ type: 'ml.p4d.24xlarge', usd: '25.2512860000' })],
      };

test('all pages are read', async () => {
  await using aws = await startAws({ [operation]: pages });
  const client = await testClients(aws).pricing('us-east-1');
  const prices = await livePrices({ client, region: 'us-east-1', purpose: 'serving', call: {} });
  expect(prices).toEqual({ 'ml.p4d.24xlarge': 25.251286 });
  expect(aws.count(operation)).toBe(2);
});

test.each([
  ['serving', 'Hosting'],
  ['training', 'Training'],
] as const)('for %s the component %s of the region is asked for', async (purpose, component) => {
  await using aws = await startAws({ [operation]: () => ({ PriceList: [] }) });
  const client = await testClients(aws).pricing('eu-west-1');
  expect(await livePrices({ client, region: 'eu-west-1', purpose, call: {} })).toEqual({});
  expect(aws.requests[0]?.input).toEqual({
    ServiceCode: 'AmazonSageMaker',
    FormatVersion: 'aws_v1',
    MaxResults: 100,
    Filters: [
      { Type: 'TERM_MATCH', Field: 'regionCode', Value: 'eu-west-1' },
      { Type: 'TERM_MATCH', Field: 'component', Value: component },
    ],
  });
});

test('an abort stops the request', async () => {
  await using aws = await startAws({ [operation]: pages });
  const client = await testClients(aws).pricing('us-east-1');
  const call = { abortSignal: AbortSignal.abort() };
  const work = livePrices({ client, region: 'us-east-1', purpose: 'serving', call });
  await expect(work).rejects.toMatchObject({ name: 'AbortError' });
});

describe('the price list answers in three regions', () => {
  test.each([
    ['us-west-2', 'us-east-1'],
    ['sa-east-1', 'us-east-1'],
    ['eu-north-1', 'eu-central-1'],
    ['ap-southeast-2', 'ap-south-1'],
    ['il-central-1', 'us-east-1'],
  ])('for %s in %s', async (region, where) => {
    expect(pricingRegion(region)).toBe(where);
    const client = await testClients({ endpoint: 'http://127.0.0.1' }).pricing(region);
    expect(await client.config.region()).toBe(where);
  });
});
