import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TorchrelayError, type WireTensor } from '@torchrelay/core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { modelFile } from '../__fixtures__/model-packages.ts';
import { servingPython } from '../__fixtures__/serving-python.ts';
import { float32, int64, numbersOf, someNumbers } from '../__fixtures__/tensors.ts';
import { loadModel } from '../worker/load-model.ts';
import { startWorker, type WorkerProcess } from '../worker/worker-process.ts';
import { rehearse, type RehearseOptions } from './rehearse.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const x = (...values: number[]): WireTensor => float32('x', [1, values.length], values);

const home = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
// Nobody else's files are in here.
const temporary = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
vi.stubEnv('TMPDIR', temporary);
afterAll(() => rmSync(temporary, { recursive: true }));

function run(
  model: string,
  examples: readonly WireTensor[],
  changes: Partial<RehearseOptions> = {},
): ReturnType<typeof rehearse> {
  return rehearse({ modelPath: modelFile(model), examples, python: servingPython(), ...changes });
}

describe('a rehearsal', () => {
  test('tells what comes out, how long it takes, and how much memory', async () => {
    const examples = [
      float32('left', [2, 3], someNumbers(6)),
      float32('right', [2, 3], someNumbers(6, 2)),
    ];
    const report = await run('two', examples, { outputNames: ['sum'] });
    expect(report).toMatchObject({
      outcome: 'passed',
      outputs: [
        { name: 'sum', datatype: 'FP32', shape: [2, 3] },
        { name: 'OUTPUT__1', datatype: 'FP32', shape: [2, 1] },
      ],
      batching: 'equal',
      isDeterministic: true,
      torchVersion: expect.stringMatching(/^2\./),
      durationInMs: expect.any(Number),
    });
    if (report.outcome !== 'passed') throw new Error(report.reason);
    const [left = [], right = []] = examples.map(numbersOf);
    expect(report.answers[0] && numbersOf(report.answers[0])).toEqual(
      left.map((value, index) => Math.fround(value + (right[index] ?? 0))),
    );
    expect(report.peakMemoryBytes).toBeGreaterThan(50 * 1024 * 1024);
    // There is no device whose memory could have been taken.
    expect(report).not.toHaveProperty('peakDeviceMemoryBytes');
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('of a model that raises fails, as the engine would', async () => {
    expect(await run('raising', [x(-1, 0)])).toEqual({
      outcome: 'failed',
      sharedByEngine: true,
      reason: 'The model raised an error: negative: see <path>.',
      hint: expect.stringContaining('example inputs'),
    });
  });

  test('that takes too long leaves nothing behind', async () => {
    expect(await run('slow', [x(1e9)], { timeLimitInMs: 500 })).toEqual({
      outcome: 'not-possible',
      reason: 'The rehearsal took longer than 0.5 seconds.',
      hint: expect.stringContaining('more time'),
    });
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('without Python is not possible', async () => {
    expect(await run('mlp', [], { python: '/nowhere/python' })).toMatchObject({
      outcome: 'not-possible',
      reason: expect.stringContaining('/nowhere/python does not exist'),
      hint: expect.stringContaining('TORCHRELAY_PYTHON'),
    });
  });

  test('without a model is a mistake of the caller', async () => {
    const error = await run('mlp', [], { modelPath: '/nowhere/model.pt' }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      code: 'MODEL_UNREADABLE',
      message: '/nowhere/model.pt cannot be read.',
    });
  });

  test('that is aborted gives no report', async () => {
    const abort = new AbortController();
    const running = run('slow', [x(1e9)], { abortSignal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(readdirSync(temporary)).toEqual([]);
  });
});

/** One process for many models: what it reports of each. */
describe('what the worker reports', () => {
  let worker: WorkerProcess;
  beforeAll(async () => {
    worker = await startWorker({ python: servingPython(), home, threads: 1 });
  });
  afterAll(async () => {
    worker.kill();
    await worker.ended;
    rmSync(home, { recursive: true });
  });

  async function report(model: string, examples: readonly WireTensor[]): Promise<unknown> {
    try {
      await loadModel({
        worker,
        model: {
          modelPath: modelFile(model),
          inputs: examples,
          device: 'cpu',
          strict: true,
          warmUp: false,
          mayWriteFiles: true,
        },
      });
      const { header } = await worker.request({ type: 'rehearse', tensors: examples });
      return header['report'];
    } catch (error) {
      if (!TorchrelayError.isInstance(error)) throw error;
      return { reason: error.data['reason'], message: error.message };
    }
  }

  describe('of a batch and its single requests', () => {
    test('equal, where every bit is', async () => {
      expect(await report('embedding', [int64('tokens', [1, 3], [1, 2, 3])])).toMatchObject({
        batching: 'equal',
        largestDifference: 0,
      });
    });

    test('close, where another kernel rounds in another way', async () => {
      expect(await report('mlp', [float32('x', [1, 4], someNumbers(4))])).toMatchObject({
        batching: expect.stringMatching(/^(equal|close)$/),
        largestDifference: expect.closeTo(0, 5),
      });
    });

    test.each([
      { name: 'different rows', values: [3, 1, 4, 1, 5, 9], rows: 3 },
      { name: 'a single row', values: [1, 2], rows: 1 },
      { name: 'equal numbers', values: [1, 1, 1, 1, 1, 1], rows: 3 },
      { name: 'zeros', values: [0, 0], rows: 1 },
    ])(
      'a model that mixes rows is found out with $name as the example',
      async ({ values, rows }) => {
        const example = float32('x', [rows, values.length / rows], values);
        expect(await report('mixing', [example])).toMatchObject({ batching: 'differs' });
      },
    );

    test('differs, where the rows of the output are not those of the input', async () => {
      expect(await report('rows', [x(1, 2)])).toMatchObject({
        batching: 'differs',
        batchingDetail: 'output "OUTPUT__0" does not grow with the batch',
      });
    });

    test('not tried, where whole numbers are all alike: other indices might not exist', async () => {
      expect(await report('embedding', [int64('tokens', [1, 3], [2, 2, 2])])).toMatchObject({
        batching: 'not-tried',
        batchingDetail: expect.stringContaining('all alike'),
      });
    });

    test('not tried, where the inputs share no leading dimension', async () => {
      const uneven = [float32('left', [1, 2], [1, 2]), float32('right', [2, 2], [1, 2, 3, 4])];
      expect(await report('two', uneven)).toMatchObject({ batching: 'not-tried' });
    });

    test('not tried, where chance plays a part; a model in training mode is said to be', async () => {
      const example = float32(
        'x',
        [1, 64],
        Array.from({ length: 64 }, () => 1),
      );
      expect(await report('dropping', [example])).toMatchObject({
        isDeterministic: false,
        isTrainingMode: true,
        batching: 'not-tried',
      });
    });
  });

  test.each([
    [
      'half',
      float32('x', [2, 2], [1, 2, 3, 4]),
      'device-unsupported',
      /not implemented for 'Half'/,
    ],
    ['on-gpu', x(1, 2), 'device-unsupported', /CUDA/],
    ['dictionary', x(1, 2), 'unsupported-output', /Dict/],
    ['scalar', x(1, 2), 'unsupported-output', /scalar/],
    ['bfloat16', x(1, 2), 'unsupported-output', /BF16/],
    ['counting', x(1, 2), 'unsupported-input', /is int/],
    ['broken', x(1, 2), 'model-unreadable', /ZIP/],
  ])('%s: why it cannot run', async (model, example, reason, message) => {
    expect(await report(model, [example])).toEqual({
      reason,
      message: expect.stringMatching(message),
    });
  });
});
