import { connect, deploy, type DeployOptions, destroy } from '@torchrelay/core';
import { startFaultProxy, startSagemaker, startTorchContainer } from '@torchrelay/stand-ins';
import { addModel } from '@torchrelay/testing';
import { afterAll, expect, test } from 'vitest';

import { failureOf } from '../store/test-support/failure-of.ts';
import { sagemaker } from './sagemaker.ts';

// Real PyTorch under Triton's rules, with the package that was uploaded. Everything else is tested without it.
const aws = await startSagemaker({ start: startTorchContainer });
const line = await startFaultProxy(aws.endpoint);
afterAll(async () => {
  await line[Symbol.asyncDispose]();
  await aws[Symbol.asyncDispose]();
});

const { region, credentials, role } = aws;
const settings = { endpoint: line.url, region, credentials, role, lookUp: false } as const;
const timing = { mostPollInMs: 100, firstRetryInMs: 10 };
const options: DeployOptions = {
  name: 'demo',
  inputs: { x: 'FP32[-1]' },
  outputs: { y: 'FP32[-1]' },
  examples: { x: [1, 2, 3] },
  rehearseOn: false,
  timing,
};

async function answer(): Promise<readonly number[]> {
  const endpoint = await connect('demo', sagemaker(settings));
  const { y } = await endpoint.predict({ x: [1.5, -2] });
  return Array.from(y?.data as Float32Array);
}

test('a deployed model really predicts, an interrupted change leaves it predicting, and the same command finishes it', async () => {
  await deploy(addModel(1), sagemaker(settings), options);
  expect(await answer()).toEqual([2.5, -1]);
  const body = JSON.stringify({ __type: 'ExpiredTokenException', message: 'It has expired.' });
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  line.fault = (request) =>
    request.headers['x-amz-target'] === 'SageMaker.UpdateEndpoint'
      ? { status: 400, headers, body }
      : undefined;
  const error = await failureOf(deploy(addModel(2), sagemaker(settings), options));
  expect(error).toMatchObject({ code: 'NO_CREDENTIALS' });
  expect(error.hint).toContain('Nothing was undone. Run the same command again to go on');
  expect(await answer()).toEqual([2.5, -1]);
  line.fault = () => undefined;
  await deploy(addModel(2), sagemaker(settings), options);
  expect(await answer()).toEqual([3.5, 0]);
  await destroy('demo', sagemaker(settings), { timing });
  expect(await aws.resources()).toEqual([]);
  expect(aws.containers.running()).toBe(0);
});
