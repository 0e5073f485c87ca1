import { expect, test } from 'vitest';
import { offeringsXml } from '../test-support/offerings-xml.ts';
import { startAws } from '../test-support/start-aws.ts';
import { testClients } from '../test-support/test-clients.ts';
import { liveOfferings } from './offerings.ts';

const operation = 'ec2.DescribeInstanceTypeOfferings';

test('the types of a region are listed, each once, over all pages', async () => {
  await using aws = await startAws({
    [operation]: ({ NextToken: token }) =>
      token === undefined
        ? offeringsXml(['p4d.24xlarge', 'm5.xlarge'], 'more')
        : offeringsXml(['g5.xlarge', 'm5.xlarge']),
  });
  const client = await testClients(aws).ec2('us-east-1');
  expect(await liveOfferings({ client, call: {} })).toEqual([
    'g5.xlarge',
    'm5.xlarge',
    'p4d.24xlarge',
  ]);
  expect(aws.requests[0]?.input).toMatchObject({ LocationType: 'region', MaxResults: '1000' });
});

test('a region without types is an empty list', async () => {
  await using aws = await startAws({ [operation]: () => offeringsXml([]) });
  const client = await testClients(aws).ec2('us-east-1');
  expect(await liveOfferings({ client, call: {} })).toEqual([]);
});
