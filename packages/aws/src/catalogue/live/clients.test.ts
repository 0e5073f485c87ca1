import { expect, test } from 'vitest';
import { catalogueClients } from './clients.ts';

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
const clients = catalogueClients({ credentials, environment: { AWS_REGION: 'sa-east-1' } });

test.each(['ec2', 'serviceQuotas', 'sagemaker'] as const)(
  'the client of %s asks the region that is looked at, not the one of the environment',
  async (name) => {
    const { config } = await clients[name]('eu-west-1');
    expect(await config.region()).toBe('eu-west-1');
    expect(await config.credentials()).toMatchObject(credentials);
  },
);

test('the client of the price list asks a region that has one', async () => {
  const { config } = await clients.pricing('eu-west-1');
  expect(await config.region()).toBe('eu-central-1');
});
