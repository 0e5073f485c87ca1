import {
  deploy,
  type DeployOptions,
  destroy,
  plan,
  type RelayEvent,
  status,
} from '@torchrelay/core';
import { startAddingContainer, startSagemaker } from '@torchrelay/stand-ins';
import { addModel } from '@torchrelay/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { sagemaker } from '../sagemaker.ts';
import { nativeParts } from '../test-support/native-parts.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe('where there is none of the first type', async () => {
  const aws = await startSagemaker({ start: startAddingContainer });
  afterAll(() => aws[Symbol.asyncDispose]());
  const { endpoint, region, credentials, role } = aws;
  const settings = { endpoint, region, credentials, role, lookUp: false };
  const options = (name: string): DeployOptions => ({
    name,
    inputs: { x: 'FP32[-1]' },
    outputs: { y: 'FP32[-1]' },
    examples: { x: [1, 2] },
    accelerator: ['A100', 'A10G'],
    rehearseOn: false,
    timing: { mostPollInMs: 15 },
  });
  const failedOffers = async (
    target: ReturnType<typeof sagemaker>,
    name: string,
  ): Promise<readonly string[]> => {
    const failed: string[] = [];
    const onEvent = (event: RelayEvent): void => {
      if (event.type === 'offer-fail') failed.push(event.offer);
    };
    await deploy(addModel(1), target, { ...options(name), onEvent });
    return failed;
  };
  const pooling = sagemaker({ ...settings, instancePools: true });
  let first = '';
  let second = '';

  beforeAll(async () => {
    const { choice } = await plan(addModel(1), pooling, options('pooled'));
    first = choice?.chosen.instanceType ?? '';
    second = choice?.ladder[0]?.instanceType ?? '';
    await aws.trouble({ exhaust: [first] });
  });

  test('SageMaker takes the next of a pool by itself, in one change', async () => {
    expect(await failedOffers(pooling, 'pooled')).toEqual([]);
    const { deployment } = await status('pooled', pooling);
    expect(deployment.serving?.offerId).toBe(`${region}/${second}`);
  });

  test('it was asked with at most five types in the order of the ladder', async () => {
    const { config } = await nativeParts('pooled', settings);
    const [variant] = config.ProductionVariants ?? [];
    expect(variant?.InstanceType).toBeUndefined();
    expect(variant?.VariantInstanceProvisionTimeoutInSeconds).toBe(1800);
    const pools = variant?.InstancePools ?? [];
    expect(pools.length).toBeLessThanOrEqual(5);
    expect(pools.map(({ Priority }) => Priority)).toEqual(pools.map((_, index) => index + 1));
    expect(pools.slice(0, 2).map(({ InstanceType }) => InstanceType)).toEqual([first, second]);
  });

  test('what serves then is as wanted, also when the first type is back', async () => {
    await aws.trouble({ replenish: true });
    expect((await plan(addModel(1), pooling, options('pooled'))).steps).toEqual([]);
    await aws.trouble({ exhaust: [first] });
  });

  test('another model goes to a pool of its own, beside the types that serve', async () => {
    await deploy(addModel(2), pooling, options('pooled'));
    const { deployment } = await status('pooled', pooling);
    expect(deployment.serving?.offerId).toBe(`${region}/${second}`);
  });

  test('without pools each type is tried in turn', async () => {
    const failed = await failedOffers(sagemaker(settings), 'laddered');
    expect(failed).toEqual([`${region}/${first}`]);
    const { config } = await nativeParts('laddered', settings);
    expect(config.ProductionVariants).toMatchObject([{ InstanceType: second }]);
    expect(config.ProductionVariants?.[0]).not.toHaveProperty('InstancePools');
  });

  test('nothing stays of either', async () => {
    for (const name of ['pooled', 'laddered'])
      await destroy(name, pooling, { timing: { mostPollInMs: 15 } });
    expect(await aws.resources()).toEqual([]);
  });
});
