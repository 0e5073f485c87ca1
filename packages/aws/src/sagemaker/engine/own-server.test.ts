import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import {
  deploy,
  type DeployOptions,
  destroy,
  plan,
  type Tensor,
  toFloat32Array,
} from '@torchrelay/core';
import { startOwnContainer, startSagemaker } from '@torchrelay/stand-ins';
import { addModel } from '@torchrelay/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { sagemaker } from '../sagemaker.ts';
import { nativeParts } from '../test-support/native-parts.ts';
import { servingPython } from '../test-support/serving-python.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/my-server:7';

describe('a server image of the user’s own', async () => {
  const aws = await startSagemaker({ start: startOwnContainer });
  const folder = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await aws[Symbol.asyncDispose]();
  });
  const { endpoint: address, region, credentials, role } = aws;
  const settings = { endpoint: address, region, credentials, role, lookUp: false };
  const target = sagemaker(settings);
  const model = join(folder, 'odd.pt');
  const timing = { mostPollInMs: 15 };
  const options: DeployOptions = {
    name: 'odd',
    inputs: { x: 'BF16[-1]' },
    outputs: { sum: 'BF16[]', double: 'BF16[-1]' },
    examples: { x: [1, 2] },
    rehearseOn: false,
    timing,
  };

  beforeAll(() => {
    const script = fileURLToPath(new URL('make-odd-model.py', import.meta.url));
    execFileSync(servingPython(), ['-W', 'ignore', script, model]);
  });

  test('serves what Triton would refuse, with real PyTorch', async () => {
    await expect(deploy(model, target, options)).rejects.toMatchObject({
      code: 'MODEL_NOT_SERVABLE',
      message: expect.stringMatching(/Dict/),
    });
    expect(await aws.resources()).toEqual([]);

    const endpoint = await deploy(model, target, {
      ...options,
      image,
      environment: { WORKERS: '2' },
    });
    const { sum, double } = await endpoint.predict({ x: [1, 2.5] });
    expect(sum?.shape).toEqual([]);
    expect(Array.from(toFloat32Array(sum as Tensor<'BF16'>))).toEqual([3.5]);
    expect(Array.from(toFloat32Array(double as Tensor<'BF16'>))).toEqual([2, 5]);
  });

  test('is what SageMaker is told to run, with no word of Triton', async () => {
    const { model: made, config } = await nativeParts('odd', settings);
    expect(made.PrimaryContainer).toMatchObject({ Image: image, Environment: { WORKERS: '2' } });
    expect(made.PrimaryContainer?.Environment).toEqual({ WORKERS: '2' });
    expect(config.ProductionVariants).toHaveLength(1);
  });

  test('is another release than Triton’s, and than another image', async () => {
    const digestOf = async (more: DeployOptions): Promise<string | undefined> =>
      (
        await plan(addModel(1), target, {
          name: 'adder',
          inputs: { x: 'FP32[-1]' },
          outputs: { y: 'FP32[-1]' },
          rehearseOn: false,
          ...more,
        })
      ).want?.digest;
    const digests = [
      await digestOf({}),
      await digestOf({ image }),
      await digestOf({ image: image.replace(':7', ':8') }),
    ];
    expect(new Set(digests).size).toBe(3);
  });

  test('goes as any other', async () => {
    await destroy('odd', target, { timing });
    expect(await aws.resources()).toEqual([]);
  });
});
