import { join } from 'node:path';

import { beforeAll, expect, test } from 'vitest';

import { modelFolder } from '../../test/models.ts';
import type { ExampleTensor } from '../target/rehearsal.ts';
import { readExamples, type ReadExamplesOptions } from './read-examples.ts';

let models: string;

beforeAll(async () => {
  models = await modelFolder();
}, 300_000);

async function read(
  file: string,
  options: Omit<ReadExamplesOptions, 'model'> = {},
): Promise<Record<string, Omit<ExampleTensor, 'name'>>> {
  const examples = await readExamples({ model: join(models, `${file}.pt`), ...options });
  return Object.fromEntries(examples.map(({ name, ...rest }) => [name, rest]));
}

test('a declared input gets a value that is made up', async () => {
  expect(await read('returns-dictionary', { inputs: { x: 'FP32[-1,4]' } })).toEqual({
    x: { datatype: 'FP32', shape: [1, 4], bytes: expect.any(Uint8Array) },
  });
});

test('a given value has the declared datatype, and FP32 where none is declared', async () => {
  const examples = { x: [[1, 2]] };
  const inputs = { x: 'BF16[-1,2]' };
  expect((await read('returns-dictionary', { examples, inputs }))['x']?.datatype).toBe('BF16');
  expect((await read('returns-dictionary', { examples }))['x']?.datatype).toBe('FP32');
});

test('a value for a number is that number in full precision', async () => {
  const { repeats } = await read('takes-integer', { examples: { repeats: 2 ** 40 } });
  expect(repeats).toMatchObject({ datatype: 'INT64', shape: [1] });
  expect(
    new DataView((repeats?.bytes ?? new Uint8Array()).slice().buffer).getBigInt64(0, true),
  ).toBe(2n ** 40n);
  const { scale } = await read('takes-default', { examples: { scale: 0.1 } });
  expect(scale).toMatchObject({ datatype: 'FP64', shape: [1] });
});

test('what is not declared, not traced and not given has no example', async () => {
  expect(await read('takes-integer')).toEqual({});
  expect(await read('returns-dictionary', { inputs: { x: 'INT64[-1]' } })).toEqual({});
});

test('a file that does harm when it is loaded is refused, unless that is accepted', async () => {
  await expect(read('writes-at-load')).rejects.toMatchObject({ code: 'MODEL_DANGEROUS' });
  const allowFindings = ['code-runs-at-load', 'writes-files'];
  await expect(read('writes-at-load', { allowFindings })).resolves.toEqual({});
});
