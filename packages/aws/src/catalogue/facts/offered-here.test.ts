import { expect, test } from 'vitest';
import { testAwsSnapshot } from '../test-support/test-aws-snapshot.ts';
import { offeredHere, type OfferedHereRequest } from './offered-here.ts';

const asOf = '2026-11-02T00:00:00Z';
const [p4d] = testAwsSnapshot.rows;

const offered = (request: Partial<OfferedHereRequest>): ReturnType<typeof offeredHere> => {
  if (p4d === undefined) throw new Error('The test snapshot is empty.');
  return offeredHere({
    snapshot: testAwsSnapshot,
    row: p4d,
    region: 'us-east-1',
    listed: undefined,
    inEc2: undefined,
    ...request,
  });
};

test('what SageMaker sells it has, whatever EC2 says', () => {
  const listed = { value: { 'ml.p4d.24xlarge': 25 }, asOf };
  const known = { known: true, value: true, source: 'AWS Price List', asOf };
  expect(offered({ listed })).toEqual(known);
  expect(offered({ listed, inEc2: { value: [], asOf } })).toEqual(known);
});

test('what EC2 does not have SageMaker cannot have', () => {
  const inEc2 = { value: ['m5.xlarge', 'ml.p4d.24xlarge'], asOf };
  expect(offered({ inEc2, listed: { value: {}, asOf } })).toEqual({
    known: true,
    value: false,
    source: 'EC2 instance type offerings',
    asOf,
  });
});

test('what EC2 has, SageMaker need not have', () => {
  expect(offered({ inEc2: { value: ['p4d.24xlarge'], asOf } })).toEqual({
    known: false,
    reason: 'EC2 has p4d.24xlarge in us-east-1; whether SageMaker has it there is not published',
  });
});

test('without an answer of EC2 the snapshot says where a type is not, and since when it knows', () => {
  expect(offered({ region: 'eu-west-1' })).toEqual({
    known: true,
    value: false,
    source: 'EC2 instance type offerings, snapshot of 2026-11-01',
    asOf: '2026-08-02',
  });
  expect(offered({}).known).toBe(false);
});

test('of a region that is newer than the snapshot nothing is known', () => {
  expect(offered({ region: 'mx-central-1' })).toEqual({
    known: false,
    reason: 'mx-central-1 is not in the snapshot of 2026-11-01',
  });
});
