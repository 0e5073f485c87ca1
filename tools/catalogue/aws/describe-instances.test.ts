import { EC2Client } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import {
  type AwsAnswers,
  startAws,
} from '../../../packages/aws/src/catalogue/test-support/start-aws.ts';
import { offeringsXml } from '../../../packages/aws/src/catalogue/test-support/offerings-xml.ts';
import { describeInstances, type Ec2Description } from './describe-instances.ts';
import { instanceFacts } from './instance-facts.ts';

/** What EC2 answers of `p4d.24xlarge`, less what is not read. */
const p4dXml = `<item><instanceType>p4d.24xlarge</instanceType><bareMetal>false</bareMetal>
<processorInfo><supportedArchitectures><item>x86_64</item></supportedArchitectures></processorInfo>
<vCpuInfo><defaultVCpus>96</defaultVCpus></vCpuInfo><memoryInfo><sizeInMiB>1179648</sizeInMiB></memoryInfo>
<instanceStorageInfo><totalSizeInGB>8000</totalSizeInGB></instanceStorageInfo>
<networkInfo><networkPerformance>4x 100 Gigabit</networkPerformance><efaSupported>true</efaSupported></networkInfo>
<gpuInfo><gpus><item><name>A100</name><manufacturer>NVIDIA</manufacturer><count>8</count>
<memoryInfo><sizeInMiB>40960</sizeInMiB></memoryInfo></item></gpus>
<totalGpuMemoryInMiB>327680</totalGpuMemoryInMiB></gpuInfo></item>`;

const typesXml = (items: string, nextToken = ''): string =>
  `<DescribeInstanceTypesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>
<instanceTypeSet>${items}</instanceTypeSet>${nextToken && `<nextToken>${nextToken}</nextToken>`}</DescribeInstanceTypesResponse>`;

const answers: AwsAnswers = {
  'ec2.DescribeInstanceTypes': ({ NextToken: token }) =>
    token === undefined
      ? typesXml(p4dXml, 'more')
      : typesXml('<item><instanceType>m5.xlarge</instanceType></item>'),
  'ec2.DescribeInstanceTypeOfferings': () => offeringsXml(['p4d.24xlarge']),
};

async function described(...regions: string[]): Promise<Ec2Description> {
  await using aws = await startAws(answers);
  const { endpoint } = aws;
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  return await describeInstances({
    regions,
    client: (region) => new EC2Client({ region, endpoint, credentials }),
  });
}

test('what the SDK reads of EC2 is read as what is published of it', async () => {
  const { instances } = await described('us-east-1');
  expect(instances.map(({ InstanceType: type }) => type)).toEqual(['p4d.24xlarge', 'm5.xlarge']);
  expect(instanceFacts(instances[0] ?? {})).toMatchObject({
    accelerator: { kind: 'A100-40GB', count: 8 },
    vCpus: 96,
    interconnectInGbps: 400,
    localStorageBytes: 8e12,
  });
});

test('each region is asked for its offerings; a type that is in several is described once', async () => {
  const { instances, offerings } = await described('us-east-1', 'us-west-2');
  expect(instances).toHaveLength(2);
  expect(offerings).toHaveLength(2);
});
