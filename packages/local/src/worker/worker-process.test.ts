import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { WireTensor } from '@torchrelay/core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { modelPackage } from '../__fixtures__/model-packages.ts';
import { processorTicks } from '../__fixtures__/process-facts.ts';
import { askPyTorch } from '../__fixtures__/reference.ts';
import { servingPython } from '../__fixtures__/serving-python.ts';
import { float32, int64, numbersOf, someNumbers } from '../__fixtures__/tensors.ts';
import { waitUntil, waitUntilGone } from '../__fixtures__/wait-until.ts';
import { readPackage } from '../package/served-package.ts';
import { loadModel, type ModelToLoad } from './load-model.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const home = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
const scripts = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
const printed: string[] = [];
let worker: WorkerProcess;

beforeAll(async () => {
  worker = await startWorker({
    python: servingPython(),
    home,
    threads: 1,
    onOutput: (line) => printed.push(line),
  });
});
afterAll(async () => {
  worker.kill();
  await worker.ended;
  for (const folder of [home, scripts]) rmSync(folder, { recursive: true });
});

async function load(name: string, changes: Partial<ModelToLoad> = {}): Promise<string | undefined> {
  const { modelPath, inputs, outputs } = await readPackage({ directory: modelPackage(name) });
  return loadModel({
    worker,
    model: {
      modelPath,
      inputs,
      outputs,
      device: 'cpu',
      strict: true,
      warmUp: true,
      mayWriteFiles: true,
      ...changes,
    },
  });
}

async function infer(...tensors: WireTensor[]): Promise<readonly WireTensor[]> {
  return (await worker.request({ type: 'infer', tensors })).tensors;
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('the answers of a model', () => {
  const cases: { name: string; inputs: WireTensor[] }[] = [
    { name: 'mlp', inputs: [float32('x', [3, 4], someNumbers(12))] },
    { name: 'conv', inputs: [float32('image', [2, 3, 9, 7], someNumbers(378))] },
    {
      name: 'two',
      inputs: [
        float32('left', [2, 3], someNumbers(6)),
        float32('right', [2, 3], someNumbers(6, 2)),
      ],
    },
    { name: 'embedding', inputs: [int64('tokens', [2, 3], [1, 2, 3, 9, 0, 4])] },
  ];

  test('are bit for bit those of PyTorch without a server', async () => {
    const packages = await Promise.all(
      cases.map(({ name }) => readPackage({ directory: modelPackage(name) })),
    );
    const expected = askPyTorch(
      cases.map(({ inputs }, index) => ({
        modelPath: packages[index]?.modelPath ?? '',
        threads: 1,
        inputs,
      })),
    );
    for (const [index, { name, inputs }] of cases.entries()) {
      await load(name);
      const answers = await infer(...inputs);
      expect(answers.map(({ shape, bytes }) => ({ shape, bytes }))).toEqual(expected[index]);
    }
  });

  test('stay the same, call after call', async () => {
    await load('mlp');
    const input = float32('x', [2, 4], someNumbers(8));
    const [first] = await infer(input);
    for (let turn = 0; turn < 5; turn += 1) expect(await infer(input)).toEqual([first]);
  });

  test('carry the names and datatypes of the signature', async () => {
    await load('two');
    const answers = await infer(float32('left', [1, 2], [1, 2]), float32('right', [1, 2], [3, 4]));
    expect(answers.map(({ name, datatype, shape }) => ({ name, datatype, shape }))).toEqual([
      { name: 'sum', datatype: 'FP32', shape: [1, 2] },
      { name: 'dot', datatype: 'FP32', shape: [1, 1] },
    ]);
    expect(answers.map(numbersOf)).toEqual([[4, 6], [11]]);
  });

  test('may be empty', async () => {
    await load('two');
    const empty = [float32('left', [0, 2], []), float32('right', [0, 2], [])];
    expect((await infer(...empty)).map(({ shape }) => shape)).toEqual([
      [0, 2],
      [0, 1],
    ]);
  });
});

describe('tensors find their argument', () => {
  test('by the index in their name where they are not called like the arguments', async () => {
    await load('two-indexed');
    const [dot, sum] = await infer(
      float32('b__1', [1, 2], [1, 2]),
      float32('a__0', [1, 2], [10, 20]),
    );
    expect([dot?.name, sum?.name]).toEqual(['dot__1', 'sum__0']);
    expect(dot && numbersOf(dot)).toEqual([50]);
  });

  test('by name, in any order', async () => {
    await load('from-dictionary');
    const [difference] = await infer(float32('b', [1], [1]), float32('a', [1], [5]));
    expect(difference && numbersOf(difference)).toEqual([4]);
  });

  test('in the order of the signature where nothing else tells', async () => {
    const inputs = ['first', 'second'].map((name) => ({
      name,
      datatype: 'FP32' as const,
      shape: [-1, 2],
    }));
    await load('two', { inputs });
    const [sum, dot] = await infer(
      float32('second', [1, 2], [1, 2]),
      float32('first', [1, 2], [3, 4]),
    );
    expect(sum && numbersOf(sum)).toEqual([4, 6]);
    expect(dot && numbersOf(dot)).toEqual([11]);
  });

  test('texts are lists of strings', async () => {
    // TorchScript measures a text in bytes of UTF-8.
    await load('texts');
    const bytes = Buffer.concat(
      ['Bär', '', 'x'].flatMap((word) => [lengthOf(word), Buffer.from(word)]),
    );
    const [lengths] = await infer({ name: 'words', datatype: 'BYTES', shape: [3], bytes });
    expect([...new BigInt64Array(lengths?.bytes.slice().buffer ?? new ArrayBuffer())]).toEqual([
      4n,
      0n,
      1n,
    ]);
  });
});

function lengthOf(word: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(word));
  return length;
}

describe('what the serving engine would refuse is refused', () => {
  test.each([
    ['dictionary', 'unsupported-output', /forward returns Dict\[str, Tensor\]/],
    ['list', 'unsupported-output', /forward returns List\[Tensor\]/],
    ['scalar', 'unsupported-output', /output "sum" is a scalar/],
    ['bfloat16', 'unsupported-output', /output "y" is BF16/],
    ['counting', 'unsupported-input', /argument "times" of forward is int/],
    [
      'wrong-output-type',
      'output-mismatch',
      /output "vector" is declared as INT64, the model gives FP32/,
    ],
    [
      'too-many-outputs',
      'output-mismatch',
      /output "more" is declared as result 1; the model gives 1/,
    ],
    ['broken', 'model-unreadable', /not a ZIP archive/],
  ])('%s: %s', async (name, reason, message) => {
    const error = await failure(load(name));
    expect(error).toMatchObject({ code: 'MODEL_FAILED', data: { reason } });
    expect(String(error)).toMatch(message);
  });

  test('a signature with more inputs than arguments', async () => {
    const inputs = ['x', 'y'].map((name) => ({ name, datatype: 'FP32' as const, shape: [-1, 4] }));
    expect(String(await failure(load('mlp', { inputs })))).toContain(
      'forward takes 1 inputs and the signature declares 2',
    );
  });

  test('an input whose datatype the engine lacks', async () => {
    const inputs = [{ name: 'x', datatype: 'BF16' as const, shape: [-1, 2] }];
    expect(String(await failure(load('raising', { inputs })))).toContain('input "x" is BF16');
  });
});

describe('where that is not asked for, more is served', () => {
  test('dictionaries, by the names of their keys', async () => {
    await load('dictionary', { strict: false });
    const answers = await infer(float32('x', [1, 2], [1, 2]));
    expect(answers.map((answer) => [answer.name, numbersOf(answer)])).toEqual([
      ['twice', [2, 4]],
      ['thrice', [3, 6]],
    ]);
  });

  test('lists of tensors, scalars, bfloat16, and arguments with defaults', async () => {
    await load('list', { strict: false });
    expect(await infer(float32('x', [1, 2], [1, 2]))).toHaveLength(2);
    await load('scalar', { strict: false });
    expect(await infer(float32('x', [1, 2], [1, 2]))).toMatchObject([
      { shape: [], datatype: 'FP32' },
    ]);
    await load('bfloat16', { strict: false });
    expect(await infer(float32('x', [1, 2], [1, 2]))).toMatchObject([
      { datatype: 'BF16', bytes: { length: 4 } },
    ]);
    await load('counting', { strict: false });
    expect((await infer(float32('x', [1, 2], [1, 2]))).map(numbersOf)).toEqual([[2, 4]]);
  });
});

describe('an error of the model', () => {
  test('is its last words, without stack and paths, and the worker goes on', async () => {
    await load('raising');
    const error = await failure(infer(float32('x', [1, 2], [-1, 0])));
    expect(error).toMatchObject({
      code: 'MODEL_FAILED',
      data: { reason: 'model-raised' },
      message: 'negative: see <path>',
    });
    expect(await infer(float32('x', [1, 2], [1, 0]))).toHaveLength(1);
  });

  test('of PyTorch itself is kept short as well', async () => {
    await load('mlp');
    const error = await failure(infer(float32('x', [1, 3], [1, 2, 3])));
    expect(error).toMatchObject({
      message: 'mat1 and mat2 shapes cannot be multiplied (1x3 and 4x32)',
    });
  });

  test('that zeros cause at warm-up is a warning: the model may still serve', async () => {
    const inputs = [{ name: 'x', datatype: 'FP32' as const, shape: [-1, 5] }];
    expect(await load('mlp', { inputs })).toMatch(/^warm-up on zeros failed: mat1 and mat2/);
  });
});

test('what a model prints is told line by line', async () => {
  await load('printing', { warmUp: false });
  await infer(float32('x', [1, 2], [1, 2]));
  // It comes through a pipe of its own, which may be read after the answer.
  expect(await waitUntil(() => printed.includes('shape [1, 2]'))).toBe(true);
});

test('training mode is left as it was saved, as the serving engine leaves it', async () => {
  await load('dropping');
  const [dropped] = await infer(
    float32(
      'x',
      [1, 64],
      Array.from({ length: 64 }, () => 1),
    ),
  );
  expect(new Set(dropped && numbersOf(dropped))).toEqual(new Set([0, 2]));
});

describe.runIf(process.platform === 'linux')('the process', () => {
  test('inherits no environment but the search path', () => {
    const variables = readFileSync(`/proc/${worker.pid}/environ`, 'utf8')
      .split('\0')
      .filter(Boolean);
    const ofGpus = ['CUDA_DEVICE_ORDER', 'LD_LIBRARY_PATH'].filter((name) => process.env[name]);
    expect(new Set(variables.map((variable) => variable.split('=')[0]))).toEqual(
      new Set([
        ...ofGpus,
        'CUDA_VISIBLE_DEVICES',
        'HOME',
        'LANG',
        'MKL_NUM_THREADS',
        'OMP_NUM_THREADS',
        'OMP_WAIT_POLICY',
        'PATH',
        'TMPDIR',
      ]),
    );
  });

  test('runs in its empty folder and leaves it empty', () => {
    expect(readlinkSync(`/proc/${worker.pid}/cwd`)).toBe(home);
    expect(readdirSync(home)).toEqual([]);
  });

  test('has one socket to us and the rest of its descriptors to nowhere else', () => {
    const descriptors = readdirSync(`/proc/${worker.pid}/fd`).map((fd) =>
      readlinkSync(`/proc/${worker.pid}/fd/${fd}`),
    );
    expect(
      descriptors.filter((target) => target.startsWith('/') && target !== '/dev/null'),
    ).toEqual([]);
    expect(descriptors.filter((target) => target.startsWith('socket:'))).toHaveLength(3);
  });

  test('leaves no core dump, and no files where it must not', async () => {
    const limits = (): string => readFileSync(`/proc/${worker.pid}/limits`, 'utf8');
    await load('mlp');
    expect(limits()).toMatch(/Max core file size +0 +0/);
    expect(limits()).toMatch(/Max file size +unlimited/);
    await load('mlp', { mayWriteFiles: false });
    expect(limits()).toMatch(/Max file size +0 +0/);
  });
});

describe.runIf(process.platform === 'linux')('a worker that has answered', () => {
  const inputs = [float32('left', [1, 1], [3]), float32('right', [1, 1], [3])];
  beforeAll(() => load('two'));

  test('looks for the next request as long as it is told, and sleeps then', async () => {
    const before = processorTicks(worker.pid);
    // Long enough for a busy machine, too, to let it look; and again, where others took all of that.
    await waitUntil(async () => {
      await worker.request({ type: 'infer', tensors: inputs, stayAwakeInMs: 1500 });
      await wait(500);
      return processorTicks(worker.pid) > before + 2;
    });
    await wait(1500);
    const asleep = processorTicks(worker.pid);
    await wait(200);
    expect(processorTicks(worker.pid)).toBeLessThan(asleep + 3);
  });

  test('takes the next request while it looks, and need not be told again to sleep', async () => {
    await worker.request({ type: 'infer', tensors: inputs, stayAwakeInMs: 60_000 });
    expect(await infer(...inputs).then((outputs) => outputs.map(numbersOf))).toContainEqual([6]);
    const asleep = processorTicks(worker.pid);
    await wait(200);
    expect(processorTicks(worker.pid)).toBeLessThan(asleep + 4);
  });
});

describe('the end of a worker', () => {
  const started: WorkerProcess[] = [];
  afterEach(() => started.splice(0).forEach(({ kill }) => kill()));

  async function start(python: string): Promise<WorkerProcess> {
    const another = await startWorker({ python, home, threads: 1 });
    started.push(another);
    return another;
  }

  function script(lines: readonly string[]): string {
    const path = join(mkdtempSync(join(scripts, 'python-')), 'python');
    writeFileSync(path, ['#!/bin/sh', ...lines].join('\n'), { mode: 0o755 });
    return path;
  }

  test('fails what it has not answered, and what is asked later', async () => {
    const another = await start(servingPython());
    const asked = failure(another.request({ type: 'infer', fields: {}, tensors: [] }));
    process.kill(another.pid, 'SIGKILL');
    // Which of the two was first is the system's choice; afterwards there is no choice.
    await asked;
    expect(await another.ended).toMatchObject({ signal: 'SIGKILL' });
    expect(another.isAlive).toBe(false);
    expect(await failure(another.request({ type: 'infer' }))).toMatchObject({
      code: 'WORKER_LOST',
      recovery: 'retry',
      message: 'The Python worker ended before it answered: SIGKILL.',
    });
  });

  test('at its start comes with its last words', async () => {
    const python = script(['echo "ImportError: libgomp.so.1: no such file" >&2', 'exit 3']);
    expect(await failure(start(python))).toMatchObject({
      code: 'WORKER_START_FAILED',
      recovery: 'retry',
      message: 'The Python worker did not start: exit code 3.',
      hint: 'Its last words: ImportError: libgomp.so.1: no such file',
    });
  });

  test('comes also where there is no Python', async () => {
    expect(await failure(start('/nowhere/python'))).toMatchObject({
      code: 'WORKER_START_FAILED',
      message: 'The Python worker did not start: it cannot be run.',
    });
  });

  test('follows when it says what is no frame', async () => {
    const python = script(['echo this is no frame at all >&3', 'exec sleep 60']);
    expect(await failure(start(python))).toMatchObject({
      code: 'WORKER_START_FAILED',
      cause: expect.any(RangeError),
    });
  });

  test('follows when its start is aborted', async () => {
    const abort = new AbortController();
    const starting = failure(
      startWorker({ python: servingPython(), home, threads: 1, abortSignal: abort.signal }),
    );
    abort.abort(new Error('enough'));
    expect(await starting).toMatchObject({ message: 'enough' });
  });

  test('comes by itself when the socket closes, also in the middle of a call', async () => {
    const another = await start(servingPython());
    const served = await readPackage({ directory: modelPackage('slow') });
    await loadModel({
      worker: another,
      model: { ...served, device: 'cpu', strict: true, warmUp: false, mayWriteFiles: true },
    });
    const asked = failure(
      another.request({ type: 'infer', tensors: [float32('x', [1, 1], [1e9])] }),
    );
    another.hangUp();
    await waitUntilGone([another.pid]);
    expect(await asked).toMatchObject({ code: 'WORKER_LOST' });
  });
});
