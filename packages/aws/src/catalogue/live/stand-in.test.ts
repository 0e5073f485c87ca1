import { type SagemakerStandIn, startAddingContainer, startSagemaker } from '@torchrelay/stand-ins';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { type CatalogueClients, catalogueClients } from './clients.ts';
import { livePrices } from './prices.ts';
import { liveQuotas } from './quotas.ts';

let aws: SagemakerStandIn;
let clients: CatalogueClients;
beforeAll(async () => {
  aws = await startSagemaker({ start: startAddingContainer });
  const { endpoint, credentials } = aws;
  clients = catalogueClients({ endpoint, credentials, environment: {} });
});
// Throws where what was asked or answered is not in AWS's models.
afterAll(() => aws[Symbol.asyncDispose]());

const region = 'us-east-1';

test('prices come in pages, each purpose apart, in the form of the price list', async () => {
  const client = await clients.pricing(region);
  const serving = await livePrices({ client, region, purpose: 'serving', call: {} });
  const training = await livePrices({ client, region, purpose: 'training', call: {} });
  expect(Object.keys(serving).length).toBeGreaterThan(100);
  expect(serving['ml.p4d.24xlarge']).toBeCloseTo(25.44);
  expect(serving['ml.g5.xlarge']).toBeCloseTo(1.4);
  expect(training['ml.p4d.24xlarge']).toBeCloseTo(25.44);
  expect(training).not.toHaveProperty('ml.m5.medium');
});

test('quotas have the names by which they are found, and the limits that a test has set', async () => {
  await aws.trouble({ quota: { 'ml.p4d.24xlarge': 3 } });
  const client = await clients.serviceQuotas(region);
  const quotas = await liveQuotas({ client, call: {}, expected: [] });
  expect(quotas).toMatchObject({
    'ml.p4d.24xlarge for endpoint usage': 3,
    'ml.g5.xlarge for endpoint usage': 20,
    'ml.g5.xlarge for training job usage': 20,
  });
});
