import { expect, it } from 'vitest';
import { fromBytes, inspect, type Limits } from '../src/index.ts';
import { failureOf } from './failure.ts';
import { type TinyModel, tinyBytes, tinyModel, tinyState } from './tiny-model.ts';
import { dict, list, type Plain } from './write-pickle.ts';

function nested(depth: number): Plain {
  let value: Plain = list();
  for (let level = 0; level < depth; level += 1) value = list(value);
  return value;
}

it.each<[keyof Limits, number, TinyModel]>([
  ['entries', 4, {}],
  ['directoryBytes', 100, {}],
  ['pickleBytes', 50, {}],
  ['pickleObjects', 5, {}],
  ['nesting', 20, { state: dict({ ...tinyState, deep: nested(30) }) }],
  ['tensors', 1, {}],
  ['codeBytes', 100, {}],
  ['inflateRatio', 1, {}],
])(
  'refuses a file beyond %s, and reads it when the limit is raised',
  async (limit, value, settings) => {
    const error = await failureOf(inspect(tinyModel(settings), { limits: { [limit]: value } }));
    expect(error.code).toBe('MODEL_FILE_TOO_COMPLEX');
    expect(error.data.limit).toBe(limit);
    expect(error.message).toContain(value.toLocaleString('en-US'));
    expect(error.hint).toContain(limit);
    await expect(inspect(tinyModel(settings))).resolves.toMatchObject({ format: 'torchscript' });
  },
);

it('refuses a bomb before inflating it', async () => {
  const zeros = new Uint8Array(8 * 1024 ** 2);
  const bomb = tinyModel({ change: { 'constants.pkl': { bytes: zeros, deflate: true } } });
  const error = await failureOf(inspect(bomb));
  expect(error.data).toMatchObject({ limit: 'inflateRatio', place: 'tiny/constants.pkl' });
});

it('refuses a bomb that lies about its size while inflating it', async () => {
  const zeros = new Uint8Array(8 * 1024 ** 2);
  const bomb = tinyModel({
    change: { 'constants.pkl': { bytes: zeros, deflate: true, declaredBytes: 1000 } },
  });
  const error = await failureOf(inspect(bomb));
  expect(error.message).toMatch(/cannot be inflated to its 1000 bytes/);
});

it('ends with the abort signal and asks the source for nothing more', async () => {
  const bytes = tinyBytes();
  const stop = new AbortController();
  let reads = 0;
  const source = {
    ...fromBytes('tiny.pt', bytes),
    read: async (offset: number, length: number) => {
      reads += 1;
      if (reads === 2) stop.abort(new Error('enough'));
      return bytes.subarray(offset, offset + length);
    },
  };
  await expect(inspect(source, { abortSignal: stop.signal })).rejects.toThrow('enough');
  expect(reads).toBe(2);
});

it('reports a source that returns less than it was asked for', async () => {
  const bytes = tinyBytes();
  const short = { name: 'short', size: bytes.byteLength, read: async () => bytes.subarray(0, 3) };
  const error = await failureOf(inspect(short));
  expect(error.code).toBe('MODEL_FILE_TRUNCATED');
});
