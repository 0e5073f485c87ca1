import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';

import { modelFolder } from '../../test/models.ts';
import { bytesSource } from '../store/sources.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { denied } from '../test-support/failures.ts';
import { testOffer } from '../test-support/test-offer.ts';
import { testRuntime } from '../test-support/test-runtime.ts';
import { codeFolder, testTraining, trainingTarget } from '../test-support/test-training.ts';
import { type TestCloud, testCloud, testTarget } from '../test-support/test-target.ts';
import { train } from '../train/train.ts';
import type { Target } from '../target/target.ts';
import type { TrainingResult } from '../train/training-result.ts';
import { judge } from './judge.ts';
import { pipeline, type PipelineOptions } from './pipeline.ts';
import type { Gate, GateFunction } from './pipeline-definition.ts';

async function resultWith(metrics: Readonly<Record<string, number>>): Promise<TrainingResult> {
  const job = { name: 'digits', source: codeFolder(), entry: 'train.py' };
  const run = await train(job, trainingTarget(testTraining()), { runtime: testRuntime() });
  return { ...(await run.result()), metrics };
}

async function verdict(
  gate: Gate,
  metrics: Readonly<Record<string, number>> = { accuracy: 0.9 },
): Promise<string> {
  return judge({ gate, name: 'digits', result: await resultWith(metrics), serve: {}, options: {} });
}

test.each<[gate: Gate, passed: string]>([
  [{ metric: 'accuracy', min: 0.9 }, 'accuracy is 0.9'],
  [{ metric: 'accuracy', max: 0.9 }, 'accuracy is 0.9'],
  [{ metric: 'accuracy', min: 0.8, max: 1 }, 'accuracy is 0.9'],
  [{ metric: 'accuracy' }, 'accuracy is 0.9'],
  [() => true, 'the gate says yes'],
  [async ({ metrics }) => (metrics['accuracy'] ?? 0) > 0.8, 'the gate says yes'],
  [({ result }) => result.run.attempt === 1, 'the gate says yes'],
])('%j is passed', async (gate, passed) => {
  expect(await verdict(gate)).toBe(passed);
});

test.each<[gate: Gate, reason: string, metrics?: Readonly<Record<string, number>>]>([
  [{ metric: 'accuracy', min: 0.91 }, 'accuracy is 0.9, and has to be at least 0.91'],
  [{ metric: 'accuracy', max: 0.89 }, 'accuracy is 0.9, and has to be at most 0.89'],
  [{ metric: 'loss', max: 1 }, 'metrics.json has no number "loss", but accuracy'],
  [{ metric: 'loss' }, 'metrics.json has no number "loss", but nothing', {}],
  [{ metric: 'loss', max: 1 }, 'loss is NaN, and has to be at least', { loss: Number.NaN }],
  [() => false, 'the gate says no'],
  [async () => 'it is Monday', 'it is Monday'],
  [() => '', ''],
])('%j is not passed, because %s', async (gate, reason, metrics) => {
  const failure = await failureOf(verdict(gate, metrics));
  expect(failure).toMatchObject({
    code: 'GATE_NOT_PASSED',
    message: expect.stringContaining(`"digits" did not pass its gate: ${reason}`) as string,
    hint: 'Nothing was deployed; what served before still serves.',
    data: { name: 'digits', attempt: 1 },
  });
});

test('a gate that throws is a failure of its own, and no verdict', async () => {
  const gate: Gate = () => {
    throw new Error('the held-out data are gone');
  };
  await expect(verdict(gate)).rejects.toThrow('the held-out data are gone');
});

describe('a candidate that a gate asks', () => {
  let model: Uint8Array;
  beforeAll(async () => {
    model = await readFile(join(await modelFolder(), 'add.pt'));
  }, 300_000);

  function clouds(): { readonly trained: Target; readonly served: TestCloud } {
    const cloud = testTraining();
    cloud.onStep = async () => {
      const key = 'jobs/digits/000001/output/model.pt';
      await cloud.store.doWrite(key, bytesSource(model), {}, {});
    };
    const served = testCloud();
    served.offers.push(testOffer('a100', { usd: 3, kind: 'A100', quota: 8 }));
    return { trained: trainingTarget(cloud), served };
  }

  async function judged(
    gate: (target: Target) => GateFunction,
    options: PipelineOptions = {},
    { trained, served } = clouds(),
  ): Promise<unknown> {
    const target = testTarget(served);
    const types = { inputs: { x: 'FP32[-1]' }, outputs: { y: 'FP32[-1]' } };
    return pipeline(
      {
        name: 'digits',
        train: { target: trained, source: codeFolder(), entry: 'train.py' },
        gate: gate(target),
        serve: { target, ...types, rehearseOn: false },
      },
      { runtime: testRuntime(), ...options },
    );
  }

  test('is deployed and removed without a question: only what was asked for is confirmed', async () => {
    const asked: string[] = [];
    await judged(
      (target) =>
        ({ ask }) =>
          ask(target, async ({ name }) => name === 'digits-candidate'),
      {
        confirm: (plan) => asked.push(`${plan.verb} ${plan.name}`) > 0,
      },
    );
    expect(asked).toEqual(['train digits', 'deploy digits']);
  });

  test('is removed also where the waiting is aborted meanwhile', async () => {
    const both = clouds();
    const controller = new AbortController();
    const gate =
      (target: Target): GateFunction =>
      ({ ask }) =>
        ask(target, async () => {
          controller.abort();
          throw new Error('the gate was stopped');
        });
    const judging = judged(gate, { abortSignal: controller.signal }, both);
    await expect(judging).rejects.toThrow('the gate was stopped');
    expect([...both.served.endpoints.keys()]).toEqual([]);
  });

  test('that cannot be removed hides no error of the gate, and is named', async () => {
    const both = clouds();
    const gate =
      (target: Target): GateFunction =>
      ({ ask }) =>
        ask(target, async () => {
          both.served.onStep = () => {
            throw denied();
          };
          throw new Error('the held-out data are gone');
        });
    expect(await failureOf(judged(gate, {}, both))).toMatchObject({
      message: expect.stringMatching(
        /^the held-out data are gone The candidate .* Not allowed/,
      ) as string,
      hint: 'Remove it: torchrelay destroy digits-candidate',
      data: { removeError: { code: 'ACCESS_DENIED' } },
    });
  });
});
