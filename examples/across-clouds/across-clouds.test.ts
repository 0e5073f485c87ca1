import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import {
  type Endpoint,
  connect,
  destroy,
  forgetTraining,
  history,
  rollback,
  trainedBy,
} from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';
import { local } from '@torchrelay/local';
import { afterAll, expect, test, vi } from 'vitest';

import { startClouds } from '../test-support/clouds.ts';
import { trainAndServe } from './train-and-serve.ts';

vi.setConfig({ testTimeout: 300_000 });

const clouds = await startClouds(process.env['TORCHRELAY_PYTHON'] ?? 'python3');
afterAll(() => clouds[Symbol.asyncDispose]());

const name = 'across-clouds';
const timing = { mostPollInMs: 50, firstRetryInMs: 20 };

function carry(trainOn: Target, serveOn: Target, slope: number): ReturnType<typeof trainAndServe> {
  return trainAndServe({ trainOn, serveOn, slope, rehearseOn: local(), options: { timing } });
}

/** Of the line at 1: its slope and one more. */
async function answerOf(endpoint: Endpoint): Promise<number> {
  const { y } = await endpoint.predict({ input: [[1]] });
  return Number(y?.data[0]);
}

test('what was trained on AWS answers on Azure, version after version, and an earlier one comes back', async () => {
  const { sagemaker, azureml } = clouds;
  const first = await carry(sagemaker, azureml, 3);
  expect(await answerOf(first.endpoint)).toBeCloseTo(4, 3);
  const second = await carry(sagemaker, azureml, 5);
  expect(await answerOf(second.endpoint)).toBeCloseTo(6, 3);
  await rollback(name, azureml, { to: 1, timing });
  expect(await answerOf(await connect(name, azureml))).toBeCloseTo(4, 3);
  const jobs = (await history(name, azureml)).map((release) => trainedBy(release));
  expect(jobs).toMatchObject([
    { provider: 'sagemaker', attempt: 1, metrics: { slope: 3 } },
    { provider: 'sagemaker', attempt: 2, metrics: { slope: 5 } },
    { provider: 'sagemaker', attempt: 1, metrics: { slope: 3 } },
  ]);
  await destroy(name, azureml, { timing });
});

test('a model goes from cloud to cloud through a process that may not write files', async () => {
  const { awsSettings: aws, azure, azureml, line } = clouds;
  const { subscription, resourceGroup, workspace, storage, url } = azure;
  const address = { subscription, resourceGroup, workspace, storage, url };
  const program = fileURLToPath(new URL('deploy-without-files.ts', import.meta.url));
  const order = JSON.stringify({ aws, azure: address, job: name, name: 'carried' });
  line.requests.length = 0;
  await promisify(execFile)(process.execPath, [
    '--conditions=torchrelay-source',
    '--permission',
    '--allow-fs-read=*',
    program,
    order,
  ]);
  const reads = line.requests.filter(({ url: path }) => path.includes('/model.pt'));
  expect(reads.map(({ headers }) => headers.range)).toContainEqual(
    expect.stringMatching(/^bytes=0-/),
  );
  expect(await answerOf(await connect('carried', azureml))).toBeCloseTo(6, 3);
  await destroy('carried', azureml, { timing });
});

test('what was trained on Azure answers on AWS', async () => {
  const { sagemaker, azureml } = clouds;
  const { endpoint, training } = await carry(azureml, sagemaker, 3);
  expect(await answerOf(endpoint)).toBeCloseTo(4, 3);
  const [release] = await history(name, sagemaker);
  expect(release && trainedBy(release)).toMatchObject({ provider: 'azureml', id: training.run.id });
  await destroy(name, sagemaker, { timing });
});

test('nothing is left in either cloud', async () => {
  const { sagemaker, azureml, aws } = clouds;
  for (const target of [sagemaker, azureml]) await forgetTraining(name, target, { timing });
  expect(await aws.resources()).toEqual([]);
  expect(await Array.fromAsync(sagemaker.store.doList('', {}))).toEqual([]);
});
