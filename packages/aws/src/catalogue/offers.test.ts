import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Need, Offer } from '@torchrelay/core/target';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { awsOffers, type AwsOffers, type AwsOffersRequest } from './offers.ts';
import { type AwsAnswers, type AwsServer, denied, startAws } from './test-support/start-aws.ts';
import { operations, testAccount } from './test-support/test-account.ts';
import { testAwsSnapshot } from './test-support/test-aws-snapshot.ts';
import { testClients } from './test-support/test-clients.ts';

const serving: Need = { purpose: 'serving', accelerator: 'default', memoryBytes: 1e9, nodes: 1 };
const training: Need = { ...serving, purpose: 'training' };
const now = (): number => Date.parse('2026-11-03T00:00:00Z');

const { prices, offerings, quotas, endpoints } = operations;

const deniedEverything: AwsAnswers = Object.fromEntries(
  Object.keys(testAccount).map((operation) => [operation, () => denied]),
);

let cacheFolder: string;
beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'torchrelay-offers-'));
});
afterEach(() => rm(cacheFolder, { recursive: true }));

const offersOf = (request: Partial<AwsOffersRequest> = {}): Promise<AwsOffers> =>
  awsOffers({ need: serving, regions: ['us-east-1'], snapshot: testAwsSnapshot, now, ...request });

const asking = (aws: AwsServer, request: Partial<AwsOffersRequest> = {}): Promise<AwsOffers> =>
  offersOf({ clients: testClients(aws), accountId: '111122223333', cacheFolder, ...request });

function offer({ offers }: AwsOffers, id: string): Offer {
  const found = offers.find((one) => one.id === id);
  if (found === undefined) throw new Error(`There is no offer ${id}.`);
  return found;
}

describe('without asking', () => {
  test('offers are made of the snapshot', async () => {
    const { offers, warnings } = await offersOf();
    expect(warnings).toEqual([]);
    expect(offers).toHaveLength(2);
    expect(offers[0]).toEqual({
      id: 'us-east-1/ml.p4d.24xlarge',
      instanceType: 'ml.p4d.24xlarge',
      region: 'us-east-1',
      accelerator: expect.objectContaining({ kind: 'A100-40GB', count: 8, link: 'nvlink' }),
      vCpus: 96,
      memoryBytes: 1152 * 2 ** 30,
      localStorageBytes: 8e12,
      interconnectInGbps: 400,
      usdPerHour: {
        known: true,
        value: 25,
        source: 'AWS Price List, SageMaker Hosting',
        asOf: '2026-10-01',
      },
      offeredHere: { known: false, reason: expect.stringContaining('EC2 has p4d.24xlarge') },
      quotaLeft: { known: false, reason: 'Service Quotas was not asked' },
      quotaName: 'ml.p4d.24xlarge for endpoint usage',
      quotaCode: 'L-09F79647',
    });
  });

  test('there is one of each type in each region, also where it is not: choosing explains', async () => {
    const { offers } = await offersOf({ regions: ['us-west-2', 'eu-west-1'] });
    expect(offers.map(({ id }) => id)).toEqual([
      'us-west-2/ml.p4d.24xlarge',
      'us-west-2/ml.m5.xlarge',
      'eu-west-1/ml.p4d.24xlarge',
      'eu-west-1/ml.m5.xlarge',
    ]);
    expect(offers.map(({ offeredHere }) => offeredHere)).toMatchObject([
      { known: false },
      { known: false },
      { known: true, value: false },
      { known: false },
    ]);
    expect(offers.every(({ usdPerHour }) => !usdPerHour.known)).toBe(true);
  });

  test('for training there are other types, other prices and other quotas', async () => {
    const made = await offersOf({ need: training });
    expect(made.offers.map(({ instanceType }) => instanceType)).toContain('ml.p3dn.24xlarge');
    expect(offer(made, 'us-east-1/ml.p4d.24xlarge')).toMatchObject({
      usdPerHour: { value: 26, source: 'estimate: EC2, times 1.15' },
      spotUsdPerHour: { known: false },
      quotaName: 'ml.p4d.24xlarge for training job usage',
    });
  });

  test('serving has no spot price at all', async () => {
    expect((await offersOf()).offers[0]).not.toHaveProperty('spotUsdPerHour');
  });
});

describe('asking AWS', () => {
  test('price, presence and quota come from where they are decided', async () => {
    await using aws = await startAws(testAccount);
    const made = await asking(aws);
    const asOf = '2026-11-03T00:00:00.000Z';
    expect(made.warnings).toEqual([]);
    expect(offer(made, 'us-east-1/ml.p4d.24xlarge')).toMatchObject({
      usdPerHour: { known: true, value: 25.251286, asOf },
      offeredHere: { known: true, value: true, asOf },
      quotaLeft: { known: true, value: 0, asOf },
    });
    expect(offer(made, 'us-east-1/ml.m5.xlarge')).toMatchObject({
      usdPerHour: { known: false },
      offeredHere: { known: true, value: false, source: 'EC2 instance type offerings' },
      quotaLeft: { known: true, value: 8 },
    });
  });

  test('what this deployment uses itself is not counted against it', async () => {
    await using aws = await startAws(testAccount);
    const id = 'us-east-1/ml.p4d.24xlarge';
    const made = await asking(aws, { ownUse: { [id]: 1 } });
    expect(offer(made, id).quotaLeft).toMatchObject({ value: 1 });
  });

  test('training on spot capacity has a quota of its own', async () => {
    await using aws = await startAws(testAccount);
    const made = await asking(aws, { need: { ...training, spot: true } });
    expect(offer(made, 'us-east-1/ml.p4d.24xlarge')).toMatchObject({
      usdPerHour: { value: 26.5 },
      quotaName: 'ml.p4d.24xlarge for spot training job usage',
      quotaLeft: { known: true, value: 3 },
    });
  });

  test('answers are remembered, but never how much is in use', async () => {
    await using aws = await startAws(testAccount);
    const first = await asking(aws);
    expect(await asking(aws)).toEqual(first);
    expect([prices, offerings, quotas, endpoints].map((one) => aws.count(one))).toEqual([
      1, 1, 1, 2,
    ]);
  });

  test('purposes, regions and accounts are remembered apart', async () => {
    await using aws = await startAws(testAccount);
    await asking(aws);
    await asking(aws, { need: training });
    await asking(aws, { regions: ['us-west-2'] });
    await asking(aws, { accountId: '444455556666' });
    await asking(aws, { accountId: undefined });
    await asking(aws, { accountId: undefined });
    expect([prices, offerings, quotas].map((one) => aws.count(one))).toEqual([3, 3, 5]);
  });

  test('quotas are asked for again after a quarter of an hour, prices after a day', async () => {
    await using aws = await startAws(testAccount);
    const later = (minutes: number) => () => now() + minutes * 60_000;
    await asking(aws);
    await asking(aws, { now: later(16) });
    await asking(aws, { now: later(24 * 60 + 1) });
    expect([prices, quotas].map((one) => aws.count(one))).toEqual([2, 3]);
  });
});

describe('what cannot be asked', () => {
  test('is a warning with the permission, and the snapshot says its age', async () => {
    await using aws = await startAws({ ...testAccount, [prices]: () => denied });
    const made = await asking(aws);
    expect(made.warnings).toEqual([
      {
        code: 'permission-missing',
        message: expect.stringMatching(
          /prices in us-east-1: .* those of the snapshot of 2026-11-01 \(36 hours old\)\. Allow pricing:GetProducts /,
        ),
        permissions: ['pricing:GetProducts'],
      },
    ]);
    expect(offer(made, 'us-east-1/ml.p4d.24xlarge')).toMatchObject({
      usdPerHour: { value: 25, asOf: '2026-10-01' },
      offeredHere: { known: false },
      quotaLeft: { known: true },
    });
  });

  test('each thing has its warning, and offers are still made', async () => {
    await using aws = await startAws(deniedEverything);
    const { offers, warnings } = await asking(aws);
    expect(offers).toHaveLength(2);
    expect(warnings.flatMap(({ permissions }) => permissions)).toEqual([
      'pricing:GetProducts',
      'ec2:DescribeInstanceTypeOfferings',
      'servicequotas:ListServiceQuotas',
      'servicequotas:ListAWSDefaultServiceQuotas',
      'sagemaker:ListEndpoints',
      'sagemaker:DescribeEndpoint',
      'sagemaker:DescribeEndpointConfig',
    ]);
  });

  test('a limit of none is known to be too low though use cannot be counted', async () => {
    const quotaName = 'ml.p4d.24xlarge for endpoint usage';
    await using aws = await startAws({
      ...testAccount,
      [quotas]: () => ({ Quotas: [{ QuotaName: quotaName, Value: 0 }] }),
      [endpoints]: () => denied,
    });
    const made = await asking(aws);
    expect(offer(made, 'us-east-1/ml.p4d.24xlarge').quotaLeft).toMatchObject({ value: 0 });
    expect(made.warnings).toMatchObject([
      { permissions: ['sagemaker:ListEndpoints', expect.any(String), expect.any(String)] },
    ]);
  });

  test('an old answer is better than the snapshot, and the warning says how old it is', async () => {
    let mayAsk = true;
    await using aws = await startAws({
      ...testAccount,
      [prices]: (input) => (mayAsk ? testAccount[prices]?.(input) : denied),
    });
    await asking(aws);
    mayAsk = false;
    const made = await asking(aws, { now: () => now() + 50 * 3_600_000 });
    expect(offer(made, 'us-east-1/ml.p4d.24xlarge').usdPerHour).toMatchObject({
      value: 25.251286,
      asOf: '2026-11-03T00:00:00.000Z',
    });
    expect(made.warnings[0]?.message).toMatch(/The last answer is used, 2 days old\. Allow /);
  });

  test('where nobody is signed in, one warning says so', async () => {
    const error = new Error('no credentials');
    error.name = 'CredentialsProviderError';
    const fail = (): Promise<never> => Promise.reject(error);
    const clients = { pricing: fail, ec2: fail, serviceQuotas: fail, sagemaker: fail };
    const { warnings } = await offersOf({ clients, regions: ['us-east-1', 'us-west-2'] });
    expect(warnings).toMatchObject([{ code: 'no-credentials' }]);
  });

  test('an abort is no missing answer', async () => {
    await using aws = await startAws(testAccount);
    const call = { abortSignal: AbortSignal.abort() };
    await expect(asking(aws, { call })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('without a snapshot of its own, the one that ships is used', async () => {
  const made = await awsOffers({ need: serving, regions: ['us-east-1'] });
  expect(offer(made, 'us-east-1/ml.p4d.24xlarge').accelerator).toMatchObject({
    kind: 'A100-40GB',
    count: 8,
  });
});
