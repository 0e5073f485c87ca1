import { expect, test } from 'vitest';
import { denied, startAws } from '../test-support/start-aws.ts';
import { testClients } from '../test-support/test-clients.ts';
import { lookUpWarning, type LookUpWarning } from './look-up-warning.ts';
import { livePrices } from './prices.ts';

const warn = (error: unknown): LookUpWarning =>
  lookUpWarning({
    what: 'prices in us-east-1',
    permissions: ['pricing:GetProducts'],
    error,
    instead: 'Prices are old.',
  });

/** What the real SDK throws when the service answers so. */
async function failureWith(answer: unknown): Promise<unknown> {
  await using aws = await startAws({ 'AWSPriceListService.GetProducts': () => answer });
  const client = await testClients(aws).pricing('us-east-1');
  try {
    await livePrices({ client, region: 'us-east-1', purpose: 'serving', call: {} });
  } catch (error) {
    return error;
  }
  throw new Error('It succeeded, and should have failed.');
}

test('a refusal names the permission, and says what is used instead', async () => {
  const warning = warn(await failureWith(denied));
  expect(warning).toMatchObject({
    code: 'permission-missing',
    permissions: ['pricing:GetProducts'],
  });
  expect(warning.message).toMatch(
    /^Cannot look up prices in us-east-1: .*\. Prices are old\. Allow pricing:GetProducts /,
  );
});

test('nobody being signed in is another thing', () => {
  const error = new Error('Could not load credentials from any providers');
  error.name = 'CredentialsProviderError';
  expect(warn(error)).toMatchObject({ code: 'no-credentials' });
});

test('a price list that cannot be read any more is said', async () => {
  const warning = warn(await failureWith({ PriceList: ['{}'] }));
  expect(warning).toMatchObject({
    code: 'look-up-failed',
    message: expect.stringContaining('Please report this'),
  });
});

test('anything else that is thrown is said too', () => {
  expect(warn('odd')).toMatchObject({
    code: 'look-up-failed',
    message: expect.stringContaining('odd'),
  });
});
