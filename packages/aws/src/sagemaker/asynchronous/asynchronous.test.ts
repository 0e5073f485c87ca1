import { IAM } from '@aws-sdk/client-iam';
import { connect, deploy, destroy } from '@torchrelay/core';
import { inferPath } from '@torchrelay/core/target-utils';
import type { DeployOptions, EndpointReference, RelayEvent } from '@torchrelay/core';
import { startAddingContainer, startSagemaker } from '@torchrelay/stand-ins';
import { addModel, failingModel } from '@torchrelay/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { s3Store } from '../../store/s3-store.ts';
import { sagemaker } from '../sagemaker.ts';
import { nativeParts } from '../test-support/native-parts.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const role = 'arn:aws:iam::123456789012:role/torchrelay-execution';
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'sagemaker.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
});

describe('an endpoint of mode async', async () => {
  const aws = await startSagemaker({ start: startAddingContainer });
  afterAll(() => aws[Symbol.asyncDispose]());
  const { endpoint: url, region, credentials } = aws;
  const common = { endpoint: url, region, credentials, role, lookUp: false };
  const errorTopic = 'arn:aws:sns:us-east-1:123456789012:failed';
  const target = sagemaker({
    ...common,
    mode: 'async',
    maxConcurrentRequests: 3,
    notify: { errorTopic },
  });
  const warnings: string[] = [];
  const store = s3Store(common);
  const options: DeployOptions = {
    name: 'slow',
    inputs: { x: 'FP32[-1]' },
    outputs: { y: 'FP32[-1]' },
    examples: { x: [1, 2] },
    rehearseOn: false,
    timing: { mostPollInMs: 15 },
  };
  const stored = async (): Promise<readonly string[]> =>
    Array.fromAsync(store.doList('async/', {}), ({ key }) => key);

  beforeAll(async () => {
    const onEvent = (event: RelayEvent): void => {
      if (event.type === 'warning') warnings.push(event.message);
    };
    await deploy(addModel(1), target, { ...options, onEvent });
  });

  test('is asked as any other, and leaves nothing of the question in S3', async () => {
    const endpoint = await connect('slow', target);
    const { y } = await endpoint.predict({ x: [10, 20] });
    expect(Array.from(y?.data as Float32Array)).toEqual([11, 21]);
    expect(await stored()).toEqual([]);
  });

  test('takes and gives more than SageMaker takes at once', async () => {
    const endpoint = await connect('slow', target);
    const x = Float32Array.from({ length: 2_000_000 }, (_, index) => index % 1000);
    const { y } = await endpoint.predict({ x });
    expect(y?.shape).toEqual([2_000_000]);
    expect(Array.from(y?.data as Float32Array).at(-1)).toBe(1000);
  });

  test('says what the model says of a wrong question, with its status', async () => {
    const { address } = (await connect('slow', target)).toJSON();
    const answer = await target.serving?.doInvoke(
      {
        name: 'slow',
        address,
        method: 'POST',
        path: inferPath,
        headers: { 'Content-Type': 'application/json' },
        body: new TextEncoder().encode('{"inputs":'),
      },
      {},
    );
    expect(answer?.status).toBeGreaterThanOrEqual(400);
    expect(JSON.parse(new TextDecoder().decode(answer?.body))).toMatchObject({
      error: expect.stringMatching(/JSON/),
    });
    expect(await stored()).toEqual([]);
  });

  test('is reached by a reference alone', async () => {
    const endpoint = await connect('slow', target);
    const reference = JSON.parse(JSON.stringify(endpoint)) as EndpointReference;
    expect(reference.address).toMatchObject({ requests: 's3://torchrelay-123456789012-us-east-1' });
    const { y } = await (await connect(reference, target)).predict({ x: [1] });
    expect(Array.from(y?.data as Float32Array)).toEqual([2]);
  });

  test('can be given up while it works', async () => {
    await aws.trouble({ delay: 5 });
    const endpoint = await connect('slow', target);
    const asked = endpoint.predict({ x: [1] }, { abortSignal: AbortSignal.timeout(300) });
    await expect(asked).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await stored()).toEqual([]);
    await aws.trouble({ delay: 0.02 });
  });

  test('may ask for more, and longer', () => {
    expect(target.serving?.capabilities).toMatchObject({
      maxRequestBytes: 1e9,
      maxRequestDurationInMs: 3_600_000,
    });
    expect(sagemaker(common).serving?.capabilities).toMatchObject({
      maxRequestBytes: 6 * 2 ** 20,
      maxRequestDurationInMs: 60_000,
    });
  });

  test('warns of a topic that the given role may not publish to', () => {
    expect(warnings).toContain(
      `No policy of ${role} allows sns:Publish on ${errorTopic}. Unless the topic's own policy does, nobody will be told of answers there.`,
    );
  });

  test('tells SageMaker where its answers go, who is told, and how many questions an instance gets', async () => {
    const { config } = await nativeParts('slow', common);
    expect(config.AsyncInferenceConfig).toEqual({
      OutputConfig: {
        S3OutputPath: 's3://torchrelay-123456789012-us-east-1/async/slow/output',
        S3FailurePath: 's3://torchrelay-123456789012-us-east-1/async/slow/failure',
        NotificationConfig: { ErrorTopic: errorTopic },
      },
      ClientConfig: { MaxConcurrentInvocationsPerInstance: 3 },
    });
  });

  test('is refused a role that may not write its answers, before anything is made', async () => {
    const iam = new IAM({ endpoint: url, region, credentials });
    await iam.createRole({ RoleName: 'reader', AssumeRolePolicyDocument: trust });
    await iam.putRolePolicy({
      RoleName: 'reader',
      PolicyName: 'reading',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' }],
      }),
    });
    iam.destroy();
    const reader = 'arn:aws:iam::123456789012:role/reader';
    const other = sagemaker({ ...common, role: reader, mode: 'async' });
    await expect(deploy(addModel(1), other, { ...options, name: 'other' })).rejects.toMatchObject({
      code: 'PACKAGE_NOT_READABLE',
      message: expect.stringContaining(
        'may not write answers: it lacks s3:PutObject on arn:aws:s3:::torchrelay-123456789012-us-east-1/async/other/*',
      ),
    });
    expect((await aws.resources()).filter((line) => line.includes('other'))).toEqual([]);
  });

  test('does not become one that answers at once', async () => {
    const change = deploy(addModel(2), sagemaker(common), options);
    await expect(change).rejects.toMatchObject({
      code: 'MODE_DIFFERS',
      hint: expect.stringContaining('mode=async'),
    });
  });

  test('is verified through S3 too, and a release that cannot answer is put back', async () => {
    const change = deploy(failingModel(), target, options);
    await expect(change).rejects.toMatchObject({ data: { restored: 1 } });
    const { y } = await (await connect('slow', target)).predict({ x: [1] });
    expect(Array.from(y?.data as Float32Array)).toEqual([2]);
  });

  test('goes with what was asked and never fetched', async () => {
    await store.doWrite('async/slow/output/forgotten', { size: 0, async *read() {} }, {}, {});
    await destroy('slow', target, { timing: { mostPollInMs: 15 } });
    expect(await stored()).toEqual([]);
    expect(await aws.resources()).toEqual([]);
  });
});
