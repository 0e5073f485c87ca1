import { describe, expect, test } from 'vitest';
import { type AwsAnswers, startAws } from '../test-support/start-aws.ts';
import { testClients } from '../test-support/test-clients.ts';
import { instancesInUse } from './instances-in-use.ts';
import type { QuotaTable } from './quotas.ts';

async function useOf(
  purpose: 'serving' | 'training',
  answers: AwsAnswers,
): Promise<{ use: QuotaTable; operations: readonly string[] }> {
  await using aws = await startAws(answers);
  const client = await testClients(aws).sagemaker('us-east-1');
  const use = await instancesInUse({ client, purpose, call: {} });
  return { use, operations: aws.requests.map(({ operation }) => operation) };
}

const at = 1_790_000_000;

const listed = (name: string, status: string): object => ({
  EndpointName: name,
  EndpointArn: `arn:aws:sagemaker:us-east-1:111122223333:endpoint/${name}`,
  CreationTime: at,
  LastModifiedTime: at,
  EndpointStatus: status,
});

/** Endpoints by name: their variants, as the config and as the endpoint describe them. */
function endpoints(
  list: readonly object[],
  variants: Readonly<Record<string, readonly { readonly config: object; readonly live: object }[]>>,
): AwsAnswers {
  return {
    'SageMaker.ListEndpoints': () => ({ Endpoints: list }),
    'SageMaker.DescribeEndpoint': ({ EndpointName: name }) => ({
      ...listed(String(name), 'InService'),
      EndpointConfigName: `config-of-${String(name)}`,
      ProductionVariants: variants[String(name)]?.map(({ live }) => live),
    }),
    'SageMaker.DescribeEndpointConfig': ({ EndpointConfigName: name }) => ({
      EndpointConfigName: name,
      EndpointConfigArn: `arn:aws:sagemaker:us-east-1:111122223333:endpoint-config/${String(name)}`,
      CreationTime: at,
      ProductionVariants: variants[String(name).replace('config-of-', '')]?.map(
        ({ config }) => config,
      ),
    }),
  };
}

const variant = (
  type: string,
  instances: number,
  live: object = {},
): { config: object; live: object } => ({
  config: {
    VariantName: type,
    ModelName: 'm',
    InstanceType: type,
    InitialInstanceCount: instances,
  },
  live: {
    VariantName: type,
    CurrentInstanceCount: instances,
    DesiredInstanceCount: instances,
    ...live,
  },
});

describe('endpoints', () => {
  test('are counted by type, all variants together', async () => {
    const { use } = await useOf(
      'serving',
      endpoints([listed('a', 'InService'), listed('b', 'Updating')], {
        a: [variant('ml.g5.xlarge', 2), variant('ml.p4d.24xlarge', 1)],
        b: [variant('ml.g5.xlarge', 3)],
      }),
    );
    expect(use).toEqual({
      'ml.g5.xlarge for endpoint usage': 5,
      'ml.p4d.24xlarge for endpoint usage': 1,
    });
  });

  test('that scale hold the larger number', async () => {
    const growing = variant('ml.g5.xlarge', 1, { DesiredInstanceCount: 4 });
    const shrinking = variant('ml.g5.2xlarge', 1, { CurrentInstanceCount: 5 });
    const { use } = await useOf(
      'serving',
      endpoints([listed('a', 'Updating')], { a: [growing, shrinking] }),
    );
    expect(use).toEqual({
      'ml.g5.xlarge for endpoint usage': 4,
      'ml.g5.2xlarge for endpoint usage': 5,
    });
  });

  test('that begin are counted by what was asked for', async () => {
    const { config } = variant('ml.g5.xlarge', 2);
    const begun = { config, live: { VariantName: 'another' } };
    const { use } = await useOf('serving', endpoints([listed('a', 'Creating')], { a: [begun] }));
    expect(use).toEqual({ 'ml.g5.xlarge for endpoint usage': 2 });
  });

  test('that failed hold nothing, and are not looked at', async () => {
    const { use, operations } = await useOf(
      'serving',
      endpoints([listed('a', 'Failed'), listed('b', 'OutOfService')], {}),
    );
    expect(use).toEqual({});
    expect(operations).toEqual(['SageMaker.ListEndpoints']);
  });

  test('that may run on several types count as what they run on, and what is missing as the first', async () => {
    const pools = ['ml.g5.2xlarge', 'ml.g5.xlarge'].map((type, index) => ({
      InstanceType: type,
      Priority: 2 - index,
    }));
    const config = { VariantName: 'v', InitialInstanceCount: 2, InstancePools: pools };
    const counts = { CurrentInstanceCount: 2, DesiredInstanceCount: 4 };
    const running = [{ InstanceType: 'ml.g5.2xlarge', CurrentInstanceCount: 2 }];
    const live = { VariantName: 'v', ...counts, InstancePools: running };
    const begun = { config, live: { VariantName: 'v' } };
    const both = { a: [{ config, live }], b: [begun] };
    const list = [listed('a', 'Updating'), listed('b', 'Creating')];
    const { use } = await useOf('serving', endpoints(list, both));
    expect(use).toEqual({
      'ml.g5.2xlarge for endpoint usage': 2,
      'ml.g5.xlarge for endpoint usage': 4,
    });
  });

  test.each(['SageMaker.DescribeEndpoint', 'SageMaker.DescribeEndpointConfig'])(
    'that are gone when they are looked at (%s) hold nothing, and an outage is not that',
    async (operation) => {
      const all = endpoints([listed('a', 'Deleting'), listed('b', 'InService')], {
        a: [variant('ml.g5.xlarge', 1)],
        b: [variant('ml.g5.xlarge', 2)],
      });
      const failing = (code: string, message: string): AwsAnswers => ({
        ...all,
        [operation]: (input) =>
          Object.values(input).some((name) => ['a', 'config-of-a'].includes(String(name)))
            ? { refused: { status: 400, code, message } }
            : all[operation]?.(input),
      });
      const gone = failing('ValidationException', 'Could not find endpoint "arn:aws:sagemaker".');
      expect((await useOf('serving', gone)).use).toEqual({ 'ml.g5.xlarge for endpoint usage': 2 });
      const denied = failing('AccessDeniedException', 'no');
      await expect(useOf('serving', denied)).rejects.toThrow('no');
    },
  );

  test('without servers hold no instances', async () => {
    const config = {
      VariantName: 'v',
      ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 1 },
    };
    const serverless = { config, live: { VariantName: 'v' } };
    const { use } = await useOf(
      'serving',
      endpoints([listed('a', 'InService')], { a: [serverless] }),
    );
    expect(use).toEqual({});
  });

  test('that are too many are not counted, and that is said', async () => {
    const many = Array.from({ length: 101 }, (_, n) => listed(`e${n}`, 'InService'));
    await expect(useOf('serving', endpoints(many, {}))).rejects.toMatchObject({
      code: 'TOO_MANY_TO_COUNT',
      message: expect.stringContaining('More than 100'),
    });
  });
});

describe('training jobs', () => {
  const answers = (
    running: readonly string[],
    stopping: readonly string[],
    jobs: Readonly<Record<string, object>>,
  ): AwsAnswers => ({
    'SageMaker.ListTrainingJobs': ({ StatusEquals: status }) => ({
      TrainingJobSummaries: (status === 'InProgress' ? running : stopping).map((name) => ({
        TrainingJobName: name,
        TrainingJobArn: `arn:aws:sagemaker:us-east-1:111122223333:training-job/${name}`,
        CreationTime: at,
        TrainingJobStatus: status,
      })),
    }),
    'SageMaker.DescribeTrainingJob': ({ TrainingJobName: name }) => ({
      TrainingJobName: name,
      ...jobs[String(name)],
    }),
  });

  const resources = (type: string, instances: number): object => ({
    ResourceConfig: { InstanceType: type, InstanceCount: instances, VolumeSizeInGB: 30 },
  });

  test('are counted while they run and while they stop, each once', async () => {
    const { use } = await useOf(
      'training',
      answers(['a', 'b'], ['b', 'c'], {
        a: resources('ml.p4d.24xlarge', 2),
        b: resources('ml.p4d.24xlarge', 4),
        c: resources('ml.g5.xlarge', 1),
      }),
    );
    expect(use).toEqual({
      'ml.p4d.24xlarge for training job usage': 6,
      'ml.g5.xlarge for training job usage': 1,
    });
  });

  test('on spot capacity count against a quota of their own', async () => {
    const spot = { ...resources('ml.p4d.24xlarge', 2), EnableManagedSpotTraining: true };
    const { use } = await useOf('training', answers(['a'], [], { a: spot }));
    expect(use).toEqual({ 'ml.p4d.24xlarge for spot training job usage': 2 });
  });

  test('of several groups count each group, and none that has not begun', async () => {
    const groups = [
      { InstanceType: 'ml.p4d.24xlarge', InstanceCount: 1, InstanceGroupName: 'a' },
      { InstanceType: 'ml.m5.xlarge', InstanceCount: 2, InstanceGroupName: 'b' },
    ];
    const { use } = await useOf(
      'training',
      answers(['a', 'b'], [], { a: { ResourceConfig: { InstanceGroups: groups } }, b: {} }),
    );
    expect(use).toEqual({
      'ml.p4d.24xlarge for training job usage': 1,
      'ml.m5.xlarge for training job usage': 2,
    });
  });
});
