import type { Offer } from '@torchrelay/core/target';
import { describe, expect, test } from 'vitest';

import { testJob } from '../test-support/test-job.ts';
import { testOffer } from '../test-support/test-spec.ts';
import { jobRequest } from './job-request.ts';

const place = { storeLocation: 's3://bucket/shop', role: 'arn:aws:iam::123456789012:role/r' };
const withDisks = (type: string, count = 8): Offer => ({
  ...testOffer(type),
  localStorageBytes: 8e12,
  accelerator: { kind: 'A100-40GB', count, memoryBytes: 4e10 },
});
const a100 = withDisks('ml.p4d.24xlarge');

describe('CreateTrainingJob', () => {
  test('has a job on a CPU, with nothing that was not asked for', () => {
    const spec = testJob({ environment: { A: 'b' } });
    expect(jobRequest(spec, {}, place)).toEqual({
      TrainingJobName: spec.id,
      RoleArn: place.role,
      AlgorithmSpecification: {
        TrainingImage:
          '763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch:2.13-cpu-amzn2023-sagemaker',
        TrainingInputMode: 'File',
        ContainerEntrypoint: ['python3', '/opt/ml/input/data/torchrelay-job/run_training.py'],
        ContainerArguments: ['--platform', 'sagemaker'],
      },
      InputDataConfig: [
        channel('torchrelay-job', 's3://bucket/shop/jobs/demo/000001/input/'),
        channel('torchrelay-code', 's3://bucket/shop/code/abc/'),
      ],
      OutputDataConfig: {
        S3OutputPath: 's3://bucket/shop/jobs/demo/000001/output',
        CompressionType: 'NONE',
      },
      CheckpointConfig: {
        S3Uri: 's3://bucket/shop/jobs/demo/000001/checkpoints/',
        LocalPath: '/opt/ml/checkpoints',
      },
      ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeSizeInGB: 100 },
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
      Tags: [
        { Key: 'torchrelay:name', Value: 'demo' },
        { Key: 'torchrelay:job', Value: spec.digest },
        { Key: 'torchrelay:attempt', Value: '1' },
        { Key: 'torchrelay:store', Value: 's3://bucket/shop' },
      ],
    });
  });

  test('has the network, the key, the isolation, the warm pool and the tags that were given', () => {
    const request = jobRequest(
      testJob({ nodes: 2 }),
      {
        vpc: { subnets: ['subnet-1'], securityGroupIds: ['sg-1'] },
        kmsKeyId: 'key',
        networkIsolation: true,
        tags: { team: 'vision' },
        training: { keepAliveInMs: 1_800_000, volumeSizeInGB: 500, encryptTraffic: true },
      },
      place,
    );
    expect(request).toMatchObject({
      VpcConfig: { Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
      EnableNetworkIsolation: true,
      EnableInterContainerTrafficEncryption: true,
      ResourceConfig: {
        InstanceCount: 2,
        VolumeSizeInGB: 500,
        VolumeKmsKeyId: 'key',
        KeepAlivePeriodInSeconds: 1800,
      },
    });
    expect(request.Tags).toContainEqual({ Key: 'team', Value: 'vision' });
  });

  test('has neither a disk nor a key for it where the type has disks of its own', () => {
    const { ResourceConfig } = jobRequest(testJob({ offer: a100 }), { kmsKeyId: 'key' }, place);
    expect(ResourceConfig).toEqual({ InstanceType: 'ml.p4d.24xlarge', InstanceCount: 1 });
  });

  test('brings data whole or streams them, of the store and of other buckets', () => {
    const data = {
      images: { kind: 'store', prefix: 'data/abc/content/', mode: 'copy' },
      labels: { kind: 'uri', uri: 's3://elsewhere/labels/', mode: 'stream' },
    } as const;
    const { InputDataConfig = [] } = jobRequest(testJob({ data }), {}, place);
    expect(InputDataConfig.slice(2)).toEqual([
      channel('images', 's3://bucket/shop/data/abc/content/'),
      { ...channel('labels', 's3://elsewhere/labels/'), InputMode: 'FastFile' },
    ]);
  });

  test('says how long a job may wait: with GPUs on demand, and at spot prices with its running', () => {
    const onDemand = jobRequest(testJob({ offer: a100, maxWaitInMs: 1000 }), {}, place);
    expect(onDemand.StoppingCondition).toEqual({
      MaxRuntimeInSeconds: 3600,
      MaxPendingTimeInSeconds: 1800,
    });
    const spot = jobRequest(testJob({ offer: a100, spot: true }), {}, place);
    expect(spot).toMatchObject({
      EnableManagedSpotTraining: true,
      StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 3600 + 7200 },
    });
    expect(spot.StoppingCondition).not.toHaveProperty('MaxPendingTimeInSeconds');
  });

  test('lets SageMaker choose among types with as many GPUs, if it is told to', () => {
    const ladder = [withDisks('ml.p4de.24xlarge'), withDisks('ml.p5.4xlarge', 1), testOffer()];
    const spec = testJob({ offer: a100, ladder });
    expect(jobRequest(spec, { instancePools: true }, place).ResourceConfig).toEqual({
      InstancePreferences: [
        { InstanceType: 'ml.p4d.24xlarge' },
        { InstanceType: 'ml.p4de.24xlarge' },
      ],
      InstanceCount: 1,
    });
    expect(jobRequest(spec, {}, place).ResourceConfig).not.toHaveProperty('InstancePreferences');
  });

  test('sends several nodes of A100s through EFA, and one node or other types through nothing', () => {
    const environmentOf = (offer: Offer, nodes: number): unknown =>
      jobRequest(testJob({ offer, nodes }), {}, place).Environment;
    expect(environmentOf(a100, 2)).toEqual({
      FI_PROVIDER: 'efa',
      FI_EFA_USE_DEVICE_RDMA: '1',
      RDMAV_FORK_SAFE: '1',
      NCCL_PROTO: 'simple',
    });
    expect(environmentOf(a100, 1)).toBeUndefined();
    expect(environmentOf(withDisks('ml.p5.48xlarge'), 2)).toBeUndefined();
  });

  test.each([
    ['us-east-1', true, '763104351884', 'amazonaws.com', '2.13-cu133-amzn2023-sagemaker'],
    ['eu-south-2', false, '503227376785', 'amazonaws.com', '2.13-cpu-amzn2023-sagemaker'],
    ['cn-north-1', true, '727897471807', 'amazonaws.com.cn', '2.13-cu133-amzn2023-sagemaker'],
    ['us-gov-west-1', true, '442386744353', 'amazonaws.com', '2.13-cu133-amzn2023-sagemaker'],
  ])('takes the image of %s (GPU: %s) from its account', (region, hasGpu, account, domain, tag) => {
    const offer = { ...testOffer('ml.g5.xlarge', hasGpu), region };
    const { AlgorithmSpecification: algorithm } = jobRequest(testJob({ offer }), {}, place);
    expect(algorithm?.TrainingImage).toBe(`${account}.dkr.ecr.${region}.${domain}/pytorch:${tag}`);
  });

  test('takes an image of the user’s, also where AWS has none', () => {
    const offer = { ...testOffer(), region: 'mars-1' };
    expect(() => jobRequest(testJob({ offer }), {}, place)).toThrow(
      'SageMaker has no PyTorch training image in mars-1.',
    );
    const { AlgorithmSpecification: algorithm } = jobRequest(
      testJob({ offer, image: 'own:1' }),
      {},
      place,
    );
    expect(algorithm?.TrainingImage).toBe('own:1');
  });

  test('takes what else SageMaker knows in its own words, beside ours', () => {
    const plan = 'arn:aws:sagemaker:us-east-1:123456789012:training-plan/p';
    const providerOptions = {
      RetryStrategy: { MaximumRetryAttempts: 3 },
      ResourceConfig: { TrainingPlanArn: plan },
      Tags: [{ Key: 'cost', Value: '7' }],
    };
    const request = jobRequest(testJob({ providerOptions }), {}, place);
    expect(request).toMatchObject({
      RetryStrategy: { MaximumRetryAttempts: 3 },
      ResourceConfig: { InstanceType: 'ml.m5.xlarge', TrainingPlanArn: plan },
    });
    expect(request.Tags?.map(({ Key }) => Key)).toEqual([
      'torchrelay:name',
      'torchrelay:job',
      'torchrelay:attempt',
      'torchrelay:store',
      'cost',
    ]);
  });
});

function channel(ChannelName: string, S3Uri: string): object {
  return {
    ChannelName,
    DataSource: {
      S3DataSource: { S3DataType: 'S3Prefix', S3Uri, S3DataDistributionType: 'FullyReplicated' },
    },
    InputMode: 'File',
  };
}
