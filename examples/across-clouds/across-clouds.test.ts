import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { s3Folder } from '@torchrelay/aws';
import { blobFolder } from '@torchrelay/azure';
import {
  connect,
  destroy,
  type Endpoint,
  forgetTraining,
  history,
  rollback,
  textSource,
  train,
  trainedBy,
} from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';
import { local } from '@torchrelay/local';
import { afterAll, expect, test, vi } from 'vitest';

import { trainOnCopy } from '../other-clouds-data/train-on-copy.ts';
import { startClouds } from '../test-support/clouds.ts';
import { jobOfSlope, trainAndServe } from './train-and-serve.ts';

vi.setConfig({ testTimeout: 300_000 });

const trainingPython = process.env['TORCHRELAY_PYTHON'] ?? 'python3';
const clouds = await startClouds({ trainingPython });
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
  const { sagemaker, azureml, line } = clouds;
  const first = await carry(sagemaker, azureml, 3);
  expect(await answerOf(first.endpoint)).toBeCloseTo(4, 3);

  const second = await train(jobOfSlope(5), sagemaker, { timing });
  await second.result();
  line.requests.length = 0;
  await deployWithoutFiles();
  expect(await answerOf(await connect(name, azureml))).toBeCloseTo(6, 3);
  const ranges = line.requests.flatMap(({ url, headers }) =>
    url.includes('/model.pt') ? [String(headers.range)] : [],
  );
  expect(ranges).toContainEqual(expect.stringMatching(/^bytes=0-/));

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

/** From a process to which Node grants no right to write: the model is never a file here. */
async function deployWithoutFiles(): Promise<void> {
  const { awsSettings: aws, azure } = clouds;
  const { subscription, resourceGroup, workspace, storage, url } = azure;
  const address = { subscription, resourceGroup, workspace, storage, url };
  const program = fileURLToPath(new URL('deploy-without-files.ts', import.meta.url));
  const order = JSON.stringify({ aws, azure: address, job: name, name });
  const flags = ['--conditions=torchrelay-source', '--permission', '--allow-fs-read=*'];
  await promisify(execFile)(process.execPath, [...flags, program, order]);
}

test('what was trained on Azure answers on AWS', async () => {
  const { sagemaker, azureml } = clouds;
  const { endpoint, training } = await carry(azureml, sagemaker, 3);
  expect(await answerOf(endpoint)).toBeCloseTo(4, 3);
  const [release] = await history(name, sagemaker);
  expect(release && trainedBy(release)).toMatchObject({ provider: 'azureml', id: training.run.id });
  await destroy(name, sagemaker, { timing });
});

test.each(['Azure', 'AWS'])('a job on %s trains on data of the other cloud', async (place) => {
  const { sagemaker, azureml, awsSettings, azure } = clouds;
  const [target, other] = place === 'Azure' ? [azureml, sagemaker] : [sagemaker, azureml];
  for (const [path, number] of [
    ['a', '40'],
    ['more/b', '2'],
  ] as const)
    await other.store.doWrite(`numbers/${path}`, textSource(number), {}, {});
  const { location } = await other.store.doObserve({});
  const numbers =
    place === 'Azure'
      ? s3Folder(`${location}/numbers/`, awsSettings)
      : blobFolder(
          `${azure.storage.accountUrl}/azureml-blobstore/torchrelay/numbers`,
          azure.storage,
        );
  const { metrics } = await trainOnCopy({ numbers, target, options: { timing } });
  expect(metrics).toEqual({ total: 42 });
  for (const path of ['a', 'more/b']) await other.store.doDelete(`numbers/${path}`, {}, {});
  await forgetTraining('sum', target, { timing });
});

test('nothing is left in either cloud, but for what the server of Azure is built from', async () => {
  const { sagemaker, azureml, aws } = clouds;
  for (const target of [sagemaker, azureml]) await forgetTraining(name, target, { timing });
  const keysIn = ({ store }: Target): Promise<readonly string[]> =>
    Array.fromAsync(store.doList('', {}), ({ key }) => key);
  expect(await aws.resources()).toEqual([]);
  expect(await keysIn(sagemaker)).toEqual([]);
  expect(await keysIn(azureml)).toEqual([expect.stringMatching(/^engines\/.*Dockerfile$/)]);
});
