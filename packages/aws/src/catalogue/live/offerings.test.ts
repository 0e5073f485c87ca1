import { expect, test } from 'vitest';
import { offeringsXml } from '../test-support/offerings-xml.ts';
import { startAws } from '../test-support/start-aws.ts';
import { testClients } from '../test-support/test-clients.ts';
import { liveOfferings } from './offerings.ts';

const operation = 'ec2.DescribeInstanceTypeOfferings';

test('those types that the region has are listed, over all pages', async () => {
  await using aws = await startAws({
    [operation]: ({ NextToken: token }) =>
      token === undefined
        ? offeringsXml(['p4d.24xlarge', 'm5.xlarge'], 'more')
        : offeringsXml(['g5.xlarge', 'm5.xlarge']),
  });
  const client = await testClients(aws).ec2('us-east-1');
  const types = ['p4d.24xlarge', 'p4de.24xlarge', 'm5.xlarge', 'g5.xlarge'];
  expect(await liveOfferings({ client, types, call: {} })).toEqual([
    'g5.xlarge',
    'm5.xlarge',
    'p4d.24xlarge',
  ]);
  expect(aws.requests[0]?.input).toMatchObject({
    LocationType: 'region',
    'Filter.1.Name': 'instance-type',
    'Filter.1.Value.1': 'p4d.24xlarge',
    'Filter.1.Value.4': 'g5.xlarge',
  });
});

test('a region without any of them is an empty list', async () => {
  await using aws = await startAws({ [operation]: () => offeringsXml([]) });
  const client = await testClients(aws).ec2('us-east-1');
  expect(await liveOfferings({ client, types: ['p4d.24xlarge'], call: {} })).toEqual([]);
});

test('no request asks for more types than EC2 takes at once', async () => {
  await using aws = await startAws({ [operation]: () => offeringsXml([]) });
  const client = await testClients(aws).ec2('us-east-1');
  await liveOfferings({ client, types: Array.from({ length: 201 }, (_, n) => `t${n}`), call: {} });
  const lengths = aws.requests.map(
    ({ input }) => Object.keys(input).filter((name) => name.startsWith('Filter.1.Value.')).length,
  );
  expect(lengths).toEqual([200, 1]);
});
