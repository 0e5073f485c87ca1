import { inspect } from 'node:util';

import { IAM } from '@aws-sdk/client-iam';
import {
  type DescribeEndpointConfigOutput,
  type DescribeModelOutput,
  SageMaker,
} from '@aws-sdk/client-sagemaker';
import {
  deploy,
  type DeployOptions,
  destroy,
  gc,
  plan,
  textSource,
  TorchrelayError,
} from '@torchrelay/core';
import {
  type FaultProxy,
  type ProxiedRequest,
  type SagemakerStandIn,
  startAddingContainer,
  startFaultProxy,
  startSagemaker,
} from '@torchrelay/stand-ins';
import { addModel } from '@torchrelay/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { s3Store } from '../store/s3-store.ts';
import { generatedSource } from '../store/test-support/generated-source.ts';
import { refusal } from '../store/test-support/start-s3.ts';
import type { SagemakerSettings } from './sagemaker-settings.ts';
import { sagemaker } from './sagemaker.ts';

const name = 'demo';
const secrets = { secretAccessKey: 'SECRET-KEY-d41d8cd9', sessionToken: 'SESSION-TOKEN-8f00b204' };

let aws: SagemakerStandIn;
let proxy: FaultProxy;
let native: SageMaker;
let settings: SagemakerSettings;

beforeAll(async () => {
  aws = await startSagemaker({ start: startAddingContainer });
  proxy = await startFaultProxy(aws.endpoint);
  const { region, role } = aws;
  const credentials = { accessKeyId: 'AKIASTANDIN', ...secrets };
  native = new SageMaker({ endpoint: aws.endpoint, region, credentials });
  settings = { endpoint: proxy.url, region, role, credentials, lookUp: false };
});

afterAll(async () => {
  native.destroy();
  await proxy[Symbol.asyncDispose]();
  await aws[Symbol.asyncDispose]();
});

beforeEach(async () => {
  proxy.fault = () => undefined;
  await destroy(name, sagemaker(settings), options);
  proxy.requests.length = 0;
});

const options: DeployOptions = {
  name,
  inputs: { x: 'FP32[-1]' },
  outputs: { y: 'FP32[-1]' },
  examples: { x: [1, 2, 3] },
  rehearseOn: false,
  timing: { mostPollInMs: 10, firstRetryInMs: 5 },
};

/** What SageMaker was asked for when it made the name's model and configuration. */
async function madeOf(): Promise<{
  readonly model: DescribeModelOutput;
  readonly config: DescribeEndpointConfigOutput;
  readonly tags: readonly string[];
}> {
  const { Models: [model] = [] } = await native.listModels({});
  const { EndpointConfigs: [config] = [] } = await native.listEndpointConfigs({});
  const arns = [model?.ModelArn, config?.EndpointConfigArn];
  const tags = await Promise.all(
    arns.map(async (ResourceArn) => (await native.listTags({ ResourceArn })).Tags ?? []),
  );
  return {
    model: await native.describeModel({ ModelName: model?.ModelName }),
    config: await native.describeEndpointConfig({ EndpointConfigName: config?.EndpointConfigName }),
    tags: tags.flat().map(({ Key, Value }) => `${Key}=${Value}`),
  };
}

describe('what is asked of SageMaker', () => {
  test('has the network, the key, the isolation and the tags that were given', async () => {
    const given: SagemakerSettings = {
      vpc: { subnets: ['subnet-1a', 'subnet-1b'], securityGroupIds: ['sg-1a'] },
      kmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      networkIsolation: true,
      tags: { team: 'vision' },
    };
    await deploy(addModel(1), sagemaker({ ...settings, ...given }), options);
    const { model, config, tags } = await madeOf();
    expect(model).toMatchObject({
      ExecutionRoleArn: aws.role,
      EnableNetworkIsolation: true,
      VpcConfig: { Subnets: ['subnet-1a', 'subnet-1b'], SecurityGroupIds: ['sg-1a'] },
    });
    expect(config.KmsKeyId).toBe(given.kmsKeyId);
    expect(tags.filter((tag) => tag === 'team=vision')).toHaveLength(2);
    expect(tags.filter((tag) => tag === `torchrelay:name=${name}`)).toHaveLength(2);
  });

  test('has none of them where none was given', async () => {
    await deploy(addModel(1), sagemaker(settings), options);
    const { model, config, tags } = await madeOf();
    for (const part of ['VpcConfig', 'EnableNetworkIsolation'])
      expect(model).not.toHaveProperty(part);
    expect(config).not.toHaveProperty('KmsKeyId');
    expect(tags.every((tag) => tag.startsWith('torchrelay:'))).toBe(true);
  });

  test('goes to the region of AWS_DEFAULT_REGION where no other is said, all services alike', async () => {
    const { region: _, ...rest } = settings;
    const environment = { AWS_DEFAULT_REGION: 'eu-west-2' };
    const target = sagemaker({ ...rest, environment });
    expect(await target.doScope({})).toBe(`${aws.accountId}/eu-west-2`);
    await target.serving?.doObserve(name, {});
    expect((await target.store.doObserve({})).location).toBe(
      `s3://torchrelay-${aws.accountId}-eu-west-2`,
    );
    const scopes = proxy.requests.map(({ headers }) =>
      /\/(eu-west-2|us-east-1)\/([\w-]+)\/aws4/.exec(headers.authorization ?? ''),
    );
    // IAM has no regions.
    const regional = scopes.filter((scope) => scope?.[2] !== 'iam');
    expect(new Set(regional.map((scope) => scope?.[1]))).toEqual(new Set(['eu-west-2']));
  });
});

/** Bytes of objects that came through this machine. */
function sentBytes(): number {
  const isObject = ({ method, url, headers }: ProxiedRequest): boolean =>
    method === 'PUT' && /\/content\//.test(url) && headers['x-amz-copy-source'] === undefined;
  return proxy.requests
    .filter(isObject)
    .reduce((sum, { headers }) => sum + Number(headers['content-length']), 0);
}

describe('what is sent to S3', () => {
  const weights = 2215;

  test('is no weight that the store has, where only the configuration is another', async () => {
    await deploy(addModel(1), sagemaker(settings), options);
    const first = sentBytes();
    expect(first).toBeGreaterThan(weights);
    proxy.requests.length = 0;
    const fixed: DeployOptions = {
      ...options,
      inputs: { x: 'FP32[3]' },
      outputs: { y: 'FP32[3]' },
    };
    const endpoint = await deploy(addModel(1), sagemaker(settings), fixed);
    expect((await endpoint.predict({ x: [1, 2, 3] })).y?.data).toEqual(Float32Array.of(2, 3, 4));
    const second = sentBytes();
    expect(second).toBeGreaterThan(0);
    expect(second).toBeLessThan(first - weights + 100);
  });

  test('are no weights where another name serves them already', async () => {
    await deploy(addModel(1), sagemaker(settings), options);
    proxy.requests.length = 0;
    const other = {
      ...options,
      name: 'other',
      inputs: { x: 'FP32[3]' },
      outputs: { y: 'FP32[3]' },
    } as const;
    await deploy(addModel(1), sagemaker(settings), other);
    await destroy('other', sagemaker(settings), options);
    expect(proxy.requests.some(({ headers }) => 'x-amz-copy-source' in headers)).toBe(true);
    expect(sentBytes()).toBeLessThan(weights);
  });

  test('and never became an object is removed by gc when it is old enough', async () => {
    await deploy(addModel(1), sagemaker(settings), options);
    const store = s3Store(settings);
    const stop = new AbortController();
    // The line dies in the middle, and stays dead.
    proxy.fault = ({ url }) =>
      url.includes('partNumber=2') || stop.signal.aborted
        ? (stop.abort(), 'cut-before')
        : undefined;
    const source = generatedSource(30 * 2 ** 20);
    const key = `packages/${'ab'.repeat(32)}/content/model/1/model.pt`;
    await expect(store.doWrite(key, source, {}, {})).rejects.toThrow('Cannot write');
    proxy.fault = () => undefined;
    const target = sagemaker(settings);
    expect((await gc(target)).uploads).toEqual([]);
    expect(await gc(target, { olderThanInMs: 0, dryRun: true })).toMatchObject({
      uploads: [{ key }],
    });
    expect(await gc(target, { olderThanInMs: 0 })).toMatchObject({ uploads: [{ key }] });
    expect(await Array.fromAsync(store.doListUploads({}))).toEqual([]);
  });
});

describe('secrets', () => {
  const holdsSecret = (value: unknown): boolean => {
    const text = inspect(value, {
      depth: 20,
      maxStringLength: null,
      showHidden: true,
      getters: true,
    });
    return Object.values(secrets).some(
      (secret) => text.includes(secret) || (JSON.stringify(value) ?? '').includes(secret),
    );
  };

  test('are in no plan, event, tag, release or reference', async () => {
    const { role: _, ...withoutRole } = settings;
    const events: unknown[] = [];
    const target = sagemaker(withoutRole);
    const shown = await plan(addModel(1), target, options);
    const endpoint = await deploy(addModel(1), target, {
      ...options,
      onEvent: (event) => void events.push(event),
    });
    const { model, config, tags } = await madeOf();
    const iam = new IAM({
      endpoint: aws.endpoint,
      region: aws.region,
      credentials: aws.credentials,
    });
    const roles = await iam.listRoles({ PathPrefix: '/torchrelay/' });
    iam.destroy();
    const store = s3Store(withoutRole);
    const objects = await Array.fromAsync(store.doList('', {}), async ({ key }) => {
      const found = await store.doRead(key, {});
      return Buffer.concat(
        await Array.fromAsync(found?.source.read(0, found.source.size) ?? []),
      ).toString();
    });
    const policy = target.policy?.({
      permissions: target.permissions,
      scope: shown.scope,
      name,
      storeLocation: shown.store.location,
    });
    for (const seen of [
      shown,
      events,
      model,
      config,
      tags,
      roles.Roles,
      objects,
      endpoint.toJSON(),
      policy,
    ]) {
      expect(holdsSecret(seen)).toBe(false);
    }
    expect(events.length).toBeGreaterThan(10);
  });

  test.each([
    ['refused', () => refusal(403, 'SignatureDoesNotMatch')],
    ['cut off', () => 'cut-before' as const],
    ['answered with something else', () => ({ status: 502, body: '<html>proxy</html>' })],
  ])('are in no error of a request that was %s, causes and stack included', async (_, fault) => {
    proxy.fault = fault;
    const target = sagemaker(settings);
    const failures: unknown[] = [];
    const works = [
      () => target.doScope({}),
      () => target.store.doObserve({}),
      () => target.store.doWrite('a', textSource('a'), {}, {}),
      () => target.serving?.doObserve(name, {}),
    ];
    for (const work of works) {
      try {
        await work();
      } catch (error) {
        failures.push(error);
      }
    }
    expect(failures).toHaveLength(works.length);
    for (const failure of failures) {
      expect(TorchrelayError.isInstance(failure)).toBe(true);
      expect(holdsSecret(failure)).toBe(false);
    }
  });
});
