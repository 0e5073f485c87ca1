import { SageMaker } from '@aws-sdk/client-sagemaker';
import type { RelayEvent } from '@torchrelay/core';
import type { Fault, ProxiedRequest } from '@torchrelay/stand-ins';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

import { failureOf } from '../store/test-support/failure-of.ts';
import { startServingAccount } from './test-support/serving-account.ts';

const account = await startServingAccount();
const { aws, line, deployAdd } = account;

beforeEach(() => account.startAgain());
afterAll(() => account[Symbol.asyncDispose]());

/** Nothing is tried but what runs on this type, so that no other one can be taken. */
const alone = { accelerator: 'A100-40GB' } as const;

/** The first request of an operation is answered so; the others pass. */
function refuseOnce(operation: string, code: string, message: string, status = 400): void {
  let told = false;
  line.fault = ({ headers }: ProxiedRequest): Fault | undefined => {
    if (told || headers['x-amz-target'] !== `SageMaker.${operation}`) return undefined;
    told = true;
    const body = JSON.stringify({ __type: code, message });
    return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body };
  };
}

const arn = 'arn:aws:sagemaker:us-east-1:123456789012';

/** _read_: what users have published of SageMaker's failures, and its API reference. */
const reasons = {
  capacity:
    'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error. Please retry using a different ML instance type or after some time.',
  ping: 'The primary container for production variant AllTraffic did not pass the ping health check. Please check CloudWatch logs for this endpoint.',
  start:
    "CannotStartContainerError. Please ensure the model container for variant AllTraffic starts correctly when invoked with 'docker run <image> serve'",
  driver:
    'CUDA initialization: The NVIDIA driver on your system is too old. CUDA driver version is insufficient for CUDA runtime version',
  role: `Could not assume role arn:aws:iam::123456789012:role/gone. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`,
  denied:
    'Could not access model data at s3://models/a/. Please ensure that the role has s3:GetObject permissions and that the object is located in us-east-1.',
  image:
    'The repository of your image 763104351884.dkr.ecr.us-east-1.amazonaws.com/none:1 does not exist or is not found.',
  slow: 'Failed to download model data for container "container_1" from URL: "s3://models/a/". Model data download timed out',
  unknown: 'Request to service failed. If failure persists after retry, contact customer support.',
};

describe('an endpoint that fails for good', () => {
  test.each([
    ['ping', 'SERVER_NOT_READY', 'torchrelay logs demo'],
    ['start', 'SERVER_NOT_STARTED', 'linux/amd64'],
    ['driver', 'DRIVER_TOO_OLD', 'inferenceAmiVersion'],
    ['role', 'ROLE_NOT_USABLE', 'sagemaker.amazonaws.com'],
    ['denied', 'PACKAGE_NOT_READABLE', 's3:GetObject'],
    ['image', 'IMAGE_NOT_READABLE', 'ecr:BatchGetImage'],
    ['slow', 'PACKAGE_NOT_LOADED', 'S3 gateway endpoint'],
    ['unknown', 'DEPLOYMENT_FAILED', 'torchrelay logs demo'],
  ] as const)(
    'since of "%s" is %s at once, and nothing is left of it',
    async (reason, code, hint) => {
      await aws.trouble({ fail: { demo: reasons[reason] } });
      const error = await failureOf(deployAdd(1, alone));
      expect(error).toMatchObject({ code, recovery: 'never', data: { restored: null } });
      expect(error.message).toContain(reasons[reason].slice(0, 60));
      expect(error.hint).toContain(hint);
      expect(error.hint).toContain('What was begun has been removed again.');
      expect((await account.everything()).filter((thing) => !thing.includes('packages/'))).toEqual(
        [],
      );
    },
  );

  test('beside one that serves leaves that one serving, and says so', async () => {
    await deployAdd(1, alone);
    await aws.trouble({ fail: { demo: reasons.ping } });
    const error = await failureOf(deployAdd(2, alone));
    expect(error).toMatchObject({ code: 'SERVER_NOT_READY', data: { restored: 1 } });
    expect(error.hint).toContain('Release 1 serves, as before.');
    expect(await account.servedOffset()).toBe(1);
  });
});

describe('what cannot be had', () => {
  test.each([
    [
      'quota',
      () => aws.trouble({ quota: { 'ml.p4d.24xlarge': 0 } }),
      "The account-level service limit 'ml.p4d.24xlarge for endpoint usage' is 0 Instances",
    ],
    [
      'capacity',
      () => aws.trouble({ exhaust: ['ml.p4d.24xlarge'] }),
      'InsufficientInstanceCapacity',
    ],
  ])('is crossed out, for want of %s, and the next type is taken', async (_, trouble, said) => {
    await trouble();
    const crossed: RelayEvent[] = [];
    const onEvent = (event: RelayEvent): void => {
      if (event.type === 'offer-fail') crossed.push(event);
    };
    await deployAdd(1, { accelerator: 'A100', onEvent });
    await aws.trouble({ quota: { 'ml.p4d.24xlarge': 1000 } });
    expect(crossed).toMatchObject([
      {
        offer: 'us-east-1/ml.p4d.24xlarge',
        reason: expect.stringContaining(said),
        next: 'us-east-1/ml.p4de.24xlarge',
      },
    ]);
  });

  test('a type that the region has not, by what SageMaker says, is crossed out too', async () => {
    refuseOnce(
      'CreateEndpointConfig',
      'ValidationException',
      'The requested resource endpoint/ml.p4d.24xlarge is not available in this region',
    );
    const failed: string[] = [];
    const onEvent = (event: RelayEvent): void => {
      if (event.type === 'offer-fail') failed.push(event.offer);
    };
    await deployAdd(1, { accelerator: 'A100', onEvent });
    expect(failed).toEqual(['us-east-1/ml.p4d.24xlarge']);
  });

  test('with no other type ends it, with what to ask for', async () => {
    await aws.trouble({ exhaust: ['ml.p4d.24xlarge'] });
    const error = await failureOf(deployAdd(1, alone));
    expect(error).toMatchObject({
      code: 'NO_CAPACITY',
      data: { tried: ['us-east-1/ml.p4d.24xlarge'], restored: null },
    });
    expect(error.message).toContain('InsufficientInstanceCapacity');
    expect(error.hint).toContain('allow another accelerator or region');
  });
});

describe('a refused request', () => {
  test('for want of a permission is an error at once, which names it', async () => {
    const message =
      'User: arn:aws:iam::123456789012:user/ada is not authorized to perform: sagemaker:DescribeEndpoint';
    let asked = 0;
    line.fault = ({ headers }) => {
      const target = String(headers['x-amz-target']);
      if (!target.startsWith('SageMaker.')) return undefined;
      asked += 1;
      const body = JSON.stringify({ __type: 'AccessDeniedException', message });
      return { status: 400, headers: { 'content-type': 'application/x-amz-json-1.1' }, body };
    };
    const error = await failureOf(deployAdd(1));
    expect(error).toMatchObject({ code: 'ACCESS_DENIED', recovery: 'never' });
    expect(error.hint).toContain('Allow sagemaker:DescribeEndpoint');
    expect(asked).toBe(1);
  });

  test('by which SageMaker says that something is there already is a step that is done', async () => {
    refuseOnce(
      'CreateModel',
      'ValidationException',
      `Cannot create already existing model "${arn}:model/demo-0".`,
    );
    const error = await failureOf(deployAdd(1));
    // It was a lie: the next request finds no model.
    expect(error.message).toContain('Could not find model');
  });

  test('since SageMaker does not see yet what it has made is made again', async () => {
    refuseOnce(
      'CreateEndpoint',
      'ValidationException',
      `Could not find endpoint configuration "${arn}:endpoint-config/demo-0".`,
    );
    await deployAdd(1);
    expect(await account.servedOffset()).toBe(1);
  });

  test('since a change is under way waits for its end', async () => {
    await deployAdd(1);
    refuseOnce(
      'UpdateEndpoint',
      'ValidationException',
      `Cannot update in-progress endpoint "${arn}:endpoint/demo".`,
    );
    const details: string[] = [];
    const onEvent = (event: RelayEvent): void => {
      if (event.type === 'step-wait') details.push(event.detail);
    };
    await deployAdd(2, { onEvent });
    expect(details).toContain('another change is under way');
    expect(await account.servedOffset()).toBe(2);
  });

  test('is not needed where the change that is under way can be seen: it is waited for, and no verdict on ours', async () => {
    await deployAdd(1);
    const { region, credentials } = aws;
    const client = new SageMaker({ endpoint: aws.endpoint, region, credentials });
    const scale = async (): Promise<undefined> => {
      await aws.trouble({ delay: 0.3 });
      await client.updateEndpointWeightsAndCapacities({
        EndpointName: 'demo',
        DesiredWeightsAndCapacities: [{ VariantName: 'AllTraffic', DesiredInstanceCount: 2 }],
      });
      await aws.trouble({ delay: 0.02 });
    };
    // Somebody else is quicker, just before the endpoint's turn.
    line.fault = ({ headers }) =>
      headers['x-amz-target'] === 'SageMaker.CreateEndpointConfig' ? scale() : undefined;
    const details: string[] = [];
    const onEvent = (event: RelayEvent): void => {
      if (event.type === 'step-wait') details.push(event.detail);
    };
    await deployAdd(2, { onEvent });
    client.destroy();
    expect(details).toContain('Updating: another change is under way');
    expect(await account.servedOffset()).toBe(2);
  });

  test('in words that nobody has met is told in those words', async () => {
    refuseOnce('CreateModel', 'ValidationException', '1 validation error detected: too odd.');
    const error = await failureOf(deployAdd(1));
    expect(error).toMatchObject({ code: 'SAGEMAKER_REFUSED' });
    expect(error.message).toBe(
      `Cannot create the model ${/demo-\w+/.exec(error.message)?.[0]}: 1 validation error detected: too odd.`,
    );
  });
});

describe('a change that SageMaker takes back', () => {
  test('without a word is found, told, and is no release', async () => {
    await deployAdd(1);
    await aws.trouble({ rollBack: ['demo'] });
    const error = await failureOf(deployAdd(2));
    expect(error).toMatchObject({ code: 'UPDATE_TAKEN_BACK', data: { restored: 1 } });
    expect(error.message).toMatch(/taken the change of demo back: demo-\w+-\w+ serves again/);
    expect(await account.servedOffset()).toBe(1);
    const releases = (await account.everything()).filter((thing) => thing.includes('/releases/'));
    expect(releases).toEqual(['object names/demo/releases/000001.json']);
  });
});
