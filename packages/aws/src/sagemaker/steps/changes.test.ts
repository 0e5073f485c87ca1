import { CloudWatch, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { SageMaker } from '@aws-sdk/client-sagemaker';
import {
  connect,
  deploy,
  type DeployOptions,
  destroy,
  type RelayEvent,
  type RolloutOptions,
} from '@torchrelay/core';
import { startAddingContainer, startSagemaker } from '@torchrelay/stand-ins';
import { addModel } from '@torchrelay/testing';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';

import { sagemaker } from '../sagemaker.ts';
import { nativeParts } from '../test-support/native-parts.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe('on SageMaker', async () => {
  const aws = await startSagemaker({ start: startAddingContainer });
  const { endpoint, region, credentials, role } = aws;
  const settings = { endpoint, region, credentials, role, lookUp: false };
  const target = sagemaker(settings);
  const native = new SageMaker({ endpoint, region, credentials });
  const cloudwatch = new CloudWatch({ endpoint, region, credentials });
  const options: DeployOptions = {
    name: 'demo',
    inputs: { x: 'FP32[-1]' },
    outputs: { y: 'FP32[-1]' },
    examples: { x: [1, 2] },
    rehearseOn: false,
    timing: { mostPollInMs: 10 },
  };
  afterEach(() => destroy('demo', target, { timing: { mostPollInMs: 10 } }));
  afterAll(async () => {
    native.destroy();
    cloudwatch.destroy();
    await aws[Symbol.asyncDispose]();
  });

  const change = async (
    rollout: RolloutOptions,
    more: DeployOptions = {},
  ): Promise<{ readonly alarms: readonly MetricAlarm[]; readonly details: readonly string[] }> => {
    const details: string[] = [];
    let alarms: Promise<readonly MetricAlarm[]> | undefined;
    const onEvent = (event: RelayEvent): void => {
      if (event.type !== 'step-wait' || event.action !== 'update') return;
      details.push(event.detail);
      alarms ??= cloudwatch.describeAlarms({}).then(({ MetricAlarms = [] }) => MetricAlarms);
    };
    await deploy(addModel(2), target, { ...options, instances: 4, ...more, rollout, onEvent });
    return { alarms: (await alarms) ?? [], details };
  };

  test('a canary is asked for as it was said, between alarms that are gone afterwards', async () => {
    await deploy(addModel(1), target, { ...options, instances: 4 });
    await cloudwatch.putMetricAlarm({
      AlarmName: 'checkout',
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 1,
      MetricName: 'Errors',
      Namespace: 'Shop',
      Statistic: 'Sum',
      Period: 60,
    });
    const { alarms, details } = await change({
      shift: 'canary',
      percent: 25,
      waitInMs: 60_000,
      keepOldInMs: 30_000,
      alarms: { named: ['checkout'], serverErrorsPerMinute: 5, latencyP99InMs: 250 },
    });
    const { LastDeploymentConfig: asked } = await native.describeEndpoint({ EndpointName: 'demo' });
    expect(asked).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'CANARY',
          CanarySize: { Type: 'CAPACITY_PERCENT', Value: 25 },
          WaitIntervalInSeconds: 60,
        },
        TerminationWaitInSeconds: 30,
        MaximumExecutionTimeoutInSeconds: expect.any(Number),
      },
      AutoRollbackConfiguration: {
        Alarms: [
          { AlarmName: 'checkout' },
          { AlarmName: 'torchrelay-demo-server-errors' },
          { AlarmName: 'torchrelay-demo-latency' },
        ],
      },
    });
    const dimensions = [
      { Name: 'EndpointName', Value: 'demo' },
      { Name: 'VariantName', Value: 'AllTraffic' },
    ];
    expect(alarms.filter(({ AlarmName }) => AlarmName?.startsWith('torchrelay-'))).toMatchObject([
      {
        Namespace: 'AWS/SageMaker',
        MetricName: 'Invocation5XXErrors',
        Statistic: 'Sum',
        Threshold: 5,
        Period: 60,
        TreatMissingData: 'notBreaching',
        Dimensions: dimensions,
      },
      // SageMaker counts in microseconds.
      {
        MetricName: 'ModelLatency',
        ExtendedStatistic: 'p99',
        Threshold: 250_000,
        Dimensions: dimensions,
      },
    ]);
    expect(details).toContain('Updating: the new release is watched');
    const { MetricAlarms: left = [] } = await cloudwatch.describeAlarms({});
    expect(left.map(({ AlarmName }) => AlarmName)).toEqual(['checkout']);
    await cloudwatch.deleteAlarms({ AlarmNames: ['checkout'] });
  });

  test('the alarm that took a change back is named, and the release before serves', async () => {
    await deploy(addModel(1), target, { ...options, instances: 4 });
    await aws.trouble({ soundAlarm: ['demo'] });
    const changing = change({ shift: 'linear', percent: 50, alarms: { serverErrorsPerMinute: 0 } });
    await expect(changing).rejects.toMatchObject({
      code: 'ROLLOUT_ALARMED',
      message:
        'SageMaker has taken the change of demo back: torchrelay-demo-server-errors went off.',
      data: { alarms: ['torchrelay-demo-server-errors'], restored: 1 },
    });
    const { y } = await (await connect('demo', target)).predict({ x: [1] });
    expect(Array.from(y?.data as Float32Array)).toEqual([2]);
    expect((await cloudwatch.describeAlarms({})).MetricAlarms).toEqual([]);
    const { Tags: tags = [] } = await native.listTags({
      ResourceArn: (await native.describeEndpoint({ EndpointName: 'demo' })).EndpointArn,
    });
    expect(tags.map(({ Key }) => Key)).not.toContain('torchrelay:alarms');
  });

  test('a change that was killed between its alarms and its end leaves none with what comes next', async () => {
    await deploy(addModel(1), target, { ...options, instances: 4 });
    const killed = new AbortController();
    const dying = deploy(addModel(2), target, {
      ...options,
      instances: 4,
      abortSignal: killed.signal,
      rollout: { shift: 'all-at-once', alarms: { serverErrorsPerMinute: 0, latencyP99InMs: 1 } },
      onEvent: (event) => {
        if (event.type === 'step-end' && event.kind === 'alarm') killed.abort();
      },
    });
    await expect(dying).rejects.toMatchObject({ code: 'ABORTED' });
    const { MetricAlarms: left = [] } = await cloudwatch.describeAlarms({});
    expect(left.map(({ AlarmName }) => AlarmName)).toEqual(['torchrelay-demo-server-errors']);
    await deploy(addModel(1), target, { ...options, instances: 4 });
    expect((await cloudwatch.describeAlarms({})).MetricAlarms).toEqual([]);
  });

  test('a change in place moves in the batches that were asked for', async () => {
    await deploy(addModel(1), target, { ...options, instances: 4 });
    await change({ shift: 'linear', instances: 2, waitInMs: 1000 }, { strategy: 'in-place' });
    const { LastDeploymentConfig: asked } = await native.describeEndpoint({ EndpointName: 'demo' });
    expect(asked).toMatchObject({
      RollingUpdatePolicy: {
        MaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: 2 },
        WaitIntervalInSeconds: 1,
      },
    });
  });

  test('an endpoint on GPUs gets the driver, the time and the words that Triton needs, and no disk', async () => {
    await deploy(addModel(1), target, { ...options, accelerator: 'A10G' });
    const { config, model } = await nativeParts('demo', settings);
    const [variant] = config.ProductionVariants ?? [];
    expect(variant).toMatchObject({
      InferenceAmiVersion: 'al2023-ami-sagemaker-inference-gpu-4-1',
      ModelDataDownloadTimeoutInSeconds: 601,
      ContainerStartupHealthCheckTimeoutInSeconds: 601,
      RoutingConfig: { RoutingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
    });
    expect(variant).not.toHaveProperty('VolumeSizeInGB');
    expect(model.PrimaryContainer).toMatchObject({
      Image: '763104351884.dkr.ecr.us-east-1.amazonaws.com/sagemaker-tritonserver:26.05-py3',
      Environment: {
        SAGEMAKER_TRITON_DEFAULT_MODEL_NAME: 'model',
        SAGEMAKER_TRITON_LOG_VERBOSE: 'false',
      },
      ModelDataSource: { S3DataSource: { CompressionType: 'None', S3DataType: 'S3Prefix' } },
    });
  });

  test('one without GPUs has no driver to choose', async () => {
    await deploy(addModel(1), target, { ...options, accelerator: 'cpu' });
    const { config } = await nativeParts('demo', settings);
    expect(config.ProductionVariants?.[0]).not.toHaveProperty('InferenceAmiVersion');
  });

  test('what the user says of driver and environment goes before', async () => {
    const inferenceAmiVersion = 'al2-ami-sagemaker-inference-gpu-3-1';
    const environment = { SAGEMAKER_TRITON_LOG_VERBOSE: 'true', THREADS: '2' };
    const other = sagemaker({ ...settings, inferenceAmiVersion });
    await deploy(addModel(1), other, { ...options, accelerator: 'A10G', environment });
    const { config, model } = await nativeParts('demo', settings);
    expect(config.ProductionVariants).toMatchObject([{ InferenceAmiVersion: inferenceAmiVersion }]);
    expect(model.PrimaryContainer?.Environment).toMatchObject(environment);
  });
});
