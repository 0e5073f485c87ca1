import { judgeAwsExchanges } from '@torchrelay/stand-ins';
import type { Need } from '@torchrelay/core/target';
import { expect, test } from 'vitest';
import { awsOffers } from '../offers.ts';
import { testAccount } from '../test-support/test-account.ts';
import { denied, startAws } from '../test-support/start-aws.ts';
import { testAwsSnapshot } from '../test-support/test-aws-snapshot.ts';
import { testClients } from '../test-support/test-clients.ts';

const need: Need = { purpose: 'serving', accelerator: 'default', memoryBytes: 1e9, nodes: 1 };

test("every request is one that AWS's models know, and so is every answer that the tests give", async () => {
  await using aws = await startAws(testAccount);
  const asked = { clients: testClients(aws), regions: ['us-east-1'], snapshot: testAwsSnapshot };
  const served = await awsOffers({ need, ...asked });
  const trained = await awsOffers({ need: { ...need, purpose: 'training' }, ...asked });
  expect([...served.warnings, ...trained.warnings]).toEqual([]);
  expect(new Set(aws.requests.map(({ operation }) => operation))).toEqual(
    new Set(Object.keys(testAccount)),
  );
  expect(judgeAwsExchanges(aws.exchanges)).toEqual([]);
});

test('so are refusals', async () => {
  const refusals = Object.keys(testAccount).map((name) => [name, () => denied] as const);
  await using aws = await startAws(Object.fromEntries(refusals));
  await awsOffers({
    need,
    clients: testClients(aws),
    regions: ['us-east-1'],
    snapshot: testAwsSnapshot,
  });
  expect(aws.exchanges.length).toBeGreaterThanOrEqual(4);
  expect(judgeAwsExchanges(aws.exchanges)).toEqual([]);
});

test('the judge would find what is not in the models', async () => {
  await using aws = await startAws({
    ...testAccount,
    'AWSPriceListService.GetProducts': () => ({ PriceList: [], Unheard: 1 }),
  });
  await awsOffers({
    need,
    clients: testClients(aws),
    regions: ['us-east-1'],
    snapshot: testAwsSnapshot,
  });
  expect(judgeAwsExchanges(aws.exchanges)).toEqual([expect.stringContaining('Unheard')]);
});
