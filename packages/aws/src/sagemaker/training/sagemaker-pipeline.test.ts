import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  destroy,
  forgetTraining,
  history,
  pipeline,
  type PipelineDefinition,
} from '@torchrelay/core';
import { type SagemakerStandIn, startAddingContainer, startSagemaker } from '@torchrelay/stand-ins';
import { addModel } from '@torchrelay/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { s3Store } from '../../store/s3-store.ts';
import { sagemaker } from '../sagemaker.ts';
import { servingPython } from '../test-support/serving-python.ts';

/** Learns a model that somebody else has made: without PyTorch, in no time. */
const script = `
import json, os, shutil, sys
from pathlib import Path

model = Path(os.environ["TORCHRELAY_MODEL_DIR"])
shutil.copy(Path(os.environ["TORCHRELAY_DATA_MODELS"]) / "add.pt", model / "model.pt")
(model / "metrics.json").write_text(json.dumps({"accuracy": float(sys.argv[1])}))
`;

const name = 'adder';
const folder = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
let aws: SagemakerStandIn;
beforeAll(async () => {
  mkdirSync(join(folder, 'code'));
  mkdirSync(join(folder, 'models'));
  writeFileSync(join(folder, 'code', 'train.py'), script);
  copyFileSync(addModel(2), join(folder, 'models', 'add.pt'));
  aws = await startSagemaker({ start: startAddingContainer, trainingPython: servingPython() });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await aws[Symbol.asyncDispose]();
});

test('what was trained on SageMaker and passed its gate serves there, under the same name', async () => {
  const { endpoint: address, region, credentials } = aws;
  const settings = { endpoint: address, region, credentials, lookUp: false };
  const target = sagemaker(settings);
  const timing = { mostPollInMs: 20, firstRetryInMs: 10 };
  const options = { cacheFolder: join(folder, 'cache'), timing };
  const definition = (accuracy: number): PipelineDefinition => ({
    name,
    train: {
      target,
      source: join(folder, 'code'),
      entry: 'train.py',
      args: [String(accuracy)],
      data: { models: join(folder, 'models') },
      accelerator: 'cpu',
    },
    gate: { metric: 'accuracy', min: 0.8 },
    serve: {
      target,
      inputs: { x: 'FP32[-1]' },
      outputs: { y: 'FP32[-1]' },
      examples: { x: [1, 2, 3] },
      rehearseOn: false,
    },
  });
  await expect(pipeline(definition(0.5), options)).rejects.toMatchObject({
    code: 'GATE_NOT_PASSED',
  });
  expect((await aws.resources()).filter((line) => !/^(?:training job|role) /.test(line))).toEqual(
    [],
  );
  const { endpoint, training } = await pipeline(definition(0.9), options);
  expect((await endpoint.predict({ x: [1, 2] })).y?.data).toEqual(Float32Array.of(3, 4));
  const [release] = await history(name, target);
  expect(release).toMatchObject({
    provenance: { job: { id: training.run.id, attempt: 2, metrics: { accuracy: 0.9 } } },
  });
  // A role for the jobs, and one for the endpoint: each goes with its own.
  const roles = async (): Promise<readonly string[]> =>
    (await aws.resources()).filter((line) => line.startsWith('role ')).toSorted();
  expect(await roles()).toEqual([
    'role torchrelay-adder-us-east-1',
    'role torchrelay-job.adder-us-east-1',
  ]);
  await forgetTraining(name, target, options);
  expect((await endpoint.predict({ x: [1] })).y?.data).toEqual(Float32Array.of(3));
  expect(await roles()).toEqual(['role torchrelay-adder-us-east-1']);
  await destroy(name, target, { timing });
  expect(await aws.resources()).toEqual([]);
  expect(await Array.fromAsync(s3Store(settings).doList('', {}))).toEqual([]);
});
