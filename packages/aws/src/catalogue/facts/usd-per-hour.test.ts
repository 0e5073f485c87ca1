import { expect, test } from 'vitest';
import { testAwsSnapshot } from '../test-support/test-aws-snapshot.ts';
import { spotUsdPerHour, usdPerHour } from './usd-per-hour.ts';

const asOf = '2026-11-02T00:00:00Z';
const [p4d] = testAwsSnapshot.rows;

const price = (
  request: Partial<Parameters<typeof usdPerHour>[0]>,
): ReturnType<typeof usdPerHour> => {
  if (p4d === undefined) throw new Error('The test snapshot is empty.');
  return usdPerHour({
    snapshot: testAwsSnapshot,
    row: p4d,
    region: 'us-east-1',
    purpose: 'serving',
    listed: undefined,
    ...request,
  });
};

test('what the list says now counts', () => {
  expect(price({ listed: { value: { 'ml.p4d.24xlarge': 25.25 }, asOf } })).toEqual({
    known: true,
    value: 25.25,
    source: 'AWS Price List, SageMaker Hosting',
    asOf,
  });
  expect(
    price({ purpose: 'training', listed: { value: { 'ml.p4d.24xlarge': 26 }, asOf } }),
  ).toMatchObject({ source: 'AWS Price List, SageMaker Training' });
});

test('a list without the type is an answer: the snapshot does not stand in for it', () => {
  expect(price({ listed: { value: {}, asOf } })).toEqual({
    known: false,
    reason: 'no price of ml.p4d.24xlarge in us-east-1 in the AWS Price List, SageMaker Hosting',
  });
});

test('without a list the snapshot stands in, and an estimate is called one', () => {
  expect(price({})).toMatchObject({ value: 25, asOf: '2026-10-01' });
  expect(price({ purpose: 'training' })).toMatchObject({
    value: 26,
    source: 'estimate: EC2, times 1.15',
  });
});

test('without a list the price of another region is not borrowed', () => {
  expect(price({ region: 'us-west-2' })).toMatchObject({ known: false });
});

test('the price of spot capacity is never known before', () => {
  expect(spotUsdPerHour.known).toBe(false);
});
