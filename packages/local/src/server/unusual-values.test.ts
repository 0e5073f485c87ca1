import type { WireTensor } from '@torchrelay/core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hardModelPackage } from '../__fixtures__/model-packages.ts';
import { float32, numbersOf } from '../__fixtures__/tensors.ts';
import {
  NOTHING,
  outputsOf,
  startTestServer,
  type TestServer,
} from '../__fixtures__/test-server.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const INFER = '/v2/models/model/infer';
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  const hard = (id: string): { packageDirectory: string } => ({
    packageDirectory: hardModelPackage(id),
  });
  await Promise.all([
    server.load('doubling', '', hard('doubling')),
    server.load('texts', '', hard('texts')),
    server.load('failing', '', hard('failing')),
    server.load('batched', '', { ...hard('doubling-batched'), queueDelayInMs: 200 }),
    server.load('raising', 'raising', { queueDelayInMs: 200 }),
  ]);
});
afterAll(async () => {
  // eslint-disable-next-line vitest/no-standalone-expect -- What is left shows only when all tests are through.
  expect(await server.end()).toEqual(NOTHING);
});

async function post(
  deployment: string,
  body: unknown,
): Promise<{ status: number; error?: string; outputs?: { data?: unknown; shape: unknown }[] }> {
  const response = await fetch(server.url + INFER, {
    method: 'POST',
    headers: { 'torchrelay-deployment': deployment },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const answer = (await response.json()) as object;
  return { status: response.status, ...answer };
}

const x = (shape: readonly number[], data: unknown): unknown => ({
  inputs: [{ name: 'x', datatype: 'FP32', shape, data }],
});

const pidsOf = async (id: string): Promise<readonly number[] | undefined> =>
  (await server.status(id))?.workerPids;

describe('numbers that JSON cannot say', () => {
  const bare = '{"inputs":[{"name":"x","datatype":"FP32","shape":[1,1,3],"data":[NaN,Infinity,1]}]';

  test('come in as Python writes them, and go out as bytes', async () => {
    const response = await fetch(server.url + INFER, {
      method: 'POST',
      headers: { 'torchrelay-deployment': 'doubling' },
      body: `${bare},"parameters":{"binary_data_output":true}}`,
    });
    expect((await outputsOf(response)).map(numbersOf)).toEqual([[Number.NaN, Infinity, 2]]);
  });

  test('come in and go out as bytes', async () => {
    const values = [Number.NaN, -Infinity, -0];
    const inputs = [float32('x', [1, 1, 3], values)];
    const outputs = await outputsOf(await server.infer({ inputs, deployment: 'doubling' }));
    expect(outputs.map(numbersOf)).toEqual([values]);
  });

  test('are not written into JSON that nobody could read: the error says what to ask for instead', async () => {
    expect(await post('doubling', `${bare}}`)).toEqual({
      status: 400,
      error:
        'Output "y": element [0][0][0] is NaN, which JSON cannot say. Ask for binary outputs: "binary_data_output": true in the parameters of the request.',
    });
    // Too large only once it is doubled.
    expect(await post('doubling', x([1, 1, 1], [3e38]))).toMatchObject({ status: 400 });
  });
});

describe('shapes', () => {
  test.each([
    [[0, 1, 1], []],
    [
      [2, 0, 3],
      [[], []],
    ],
    [[0, 0, 0], []],
  ])('%j, of no elements at all, are computed', async (shape, data) => {
    expect(await post('doubling', x(shape, data))).toMatchObject({
      status: 200,
      outputs: [{ shape, data: [] }],
    });
  });

  test('without rows are no batch', async () => {
    expect(await post('batched', x([0, 2], []))).toMatchObject({
      status: 400,
      error: 'Expected a batch of 1 to 8, got 0.',
    });
  });

  test.each([
    [[2 ** 52, 2 ** 52, 0]],
    [[0, 2 ** 53 - 1, 2]],
    [[2 ** 31, 2 ** 31, 2 ** 31]],
    [[1, 1, 2 ** 40]],
    [[-1, 1, 1]],
    [[1, 1, 1.5]],
  ])('%j, which no memory holds or no tensor has, cost no worker', async (shape) => {
    const before = await pidsOf('doubling');
    expect(await post('doubling', x(shape, []))).toMatchObject({ status: 400 });
    expect(await pidsOf('doubling')).toEqual(before);
  });

  test('nested deeper than any tensor are no riddle', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    for (const data of [deep, deep.replace('[]', '[NaN]')]) {
      const body = `{"inputs":[{"name":"x","datatype":"FP32","shape":[1,1,1],"data":${data}}]}`;
      expect(await post('doubling', body)).toMatchObject({ status: 400 });
    }
  });
});

describe('texts', () => {
  const words = (shape: readonly number[], data: unknown): unknown => ({
    inputs: [{ name: 'words', datatype: 'BYTES', shape, data }],
  });

  test('go in and come out, whatever characters they are of', async () => {
    const data = ['a', '', 'ä\u0000b', '\u{1f600}', '"\\\n'];
    expect(await post('texts', words([5], data))).toMatchObject({
      status: 200,
      outputs: [
        {
          name: 'loud',
          datatype: 'BYTES',
          shape: [5],
          data: ['A', '', 'ä\u0000B', '\u{1f600}', '"\\\n'],
        },
        { name: 'lengths', datatype: 'INT64', data: [1, 0, 4, 4, 3] },
      ],
    });
  });

  test('as bytes too, and none at all', async () => {
    const bytes = Buffer.from('\u0002\0\0\0hi\u0001\0\0\0x', 'latin1');
    const input: WireTensor = { name: 'words', datatype: 'BYTES', shape: [2], bytes };
    const [loud] = await outputsOf(await server.infer({ inputs: [input], deployment: 'texts' }));
    expect(Buffer.from(loud?.bytes ?? []).toString('latin1')).toBe('\u0002\0\0\0HI\u0001\0\0\0X');
    expect(await post('texts', words([0], []))).toMatchObject({
      outputs: [{ data: [] }, { data: [] }],
    });
  });

  test('that are none are refused, and cost no worker', async () => {
    const before = await pidsOf('texts');
    const bytes = Uint8Array.of(1, 0, 0, 0, 0x41, 2, 0, 0, 0, 0xff, 0xfe);
    const input: WireTensor = { name: 'words', datatype: 'BYTES', shape: [2], bytes };
    const response = await server.infer({ inputs: [input], deployment: 'texts' });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'Input "words": element [1] is not UTF-8 text.',
    });
    expect(await post('texts', words([1], ['\ud800']))).toMatchObject({ status: 400 });
    expect(await post('texts', words([1, 1], [['a']]))).toMatchObject({ status: 400 });
    expect(await post('texts', words([1], [1]))).toMatchObject({ status: 400 });
    expect(await pidsOf('texts')).toEqual(before);
  });
});

describe('requests that are answered together', () => {
  test('may have any shapes: each gets what it alone would get', async () => {
    const shapes = Array.from({ length: 40 }, (_, index) => [1 + (index % 3), 1 + (index % 4)]);
    const values = ([rows = 0, columns = 0]: number[], index: number): number[] =>
      Array.from({ length: rows * columns }, (__, place) => index * 100 + place);
    const answers = await Promise.all(
      shapes.map(async (shape, index) => {
        const inputs = [float32('x', shape, values(shape, index))];
        return outputsOf(await server.infer({ inputs, deployment: 'batched' }));
      }),
    );
    for (const [index, [output]] of answers.entries()) {
      const shape = shapes[index] ?? [];
      expect(output?.shape).toEqual(shape);
      expect(output && numbersOf(output)).toEqual(values(shape, index).map((value) => value * 2));
    }
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    const batches = Number(/exec_count\{.*deployment="batched"\} (\d+)/.exec(metrics)?.[1]);
    expect(batches).toBeLessThan(40);
  });

  test('do not suffer from a bad one among them', async () => {
    const firsts = [1, 2, -1, 4, 5, -6, 7, 8];
    const answers = await Promise.all(
      firsts.map((first) => post('raising', x([1, 2], [first, 0]))),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 500, 200, 200, 500, 200, 200]);
    expect(answers.map(({ outputs }) => outputs?.[0]?.data)).toEqual(
      firsts.map((first) => (first < 0 ? undefined : [first + 1, 1])),
    );
  });
});

describe('a model that fails', () => {
  test.each([
    [2, 'The model failed: Traceback (most recent call last): File "<path>", line 1, in forward.'],
    [3, 'The model failed: mat1 and mat2 shapes cannot be multiplied (1x2 and 1x2).'],
  ])('in way %i says so without stack and paths', async (way, error) => {
    expect(await post('failing', x([1, 2], [way, 0]))).toEqual({ status: 500, error });
  });

  test('and leaves a GPU behind that nothing runs on any more gets another worker', async () => {
    const before = await pidsOf('failing');
    const answers = await Promise.all([1, 0].map((way) => post('failing', x([1, 2], [way, 0]))));
    expect(answers).toMatchObject([
      { status: 500, error: 'The model failed: CUDA error: device-side assert triggered.' },
      { status: 200, outputs: [{ data: [0, 0] }] },
    ]);
    expect(await post('failing', x([1, 2], [0, 7]))).toMatchObject({ outputs: [{ data: [0, 7] }] });
    expect(await pidsOf('failing')).not.toEqual(before);
  });
});

test('outputs in another form than the one that is there are refused rather than left as they are', async () => {
  const { inputs } = JSON.parse(JSON.stringify(x([1, 1, 1], [1])));
  const asking = (parameters: unknown): unknown => ({
    inputs,
    outputs: [{ name: 'y', parameters }],
  });
  expect(await post('doubling', asking({ classification: 1 }))).toMatchObject({
    status: 400,
    error: 'Output "y": classification is not supported; ask for the output.',
  });
  expect(await post('doubling', asking({ shared_memory_region: 'r' }))).toMatchObject({
    status: 400,
    error: 'Output "y": shared memory is not supported.',
  });
  expect(await post('doubling', asking({ classification: 0 }))).toMatchObject({ status: 200 });
});
