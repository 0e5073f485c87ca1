import { expect, test } from 'vitest';

import { failureOf } from '../test-support/failure-of.ts';
import { testRuntime } from '../test-support/test-runtime.ts';
import { codeFolder, testTraining, trainingTarget } from '../test-support/test-training.ts';
import { train } from '../train/train.ts';
import type { TrainingResult } from '../train/training-result.ts';
import { judge } from './judge.ts';
import type { Gate } from './pipeline-definition.ts';

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
