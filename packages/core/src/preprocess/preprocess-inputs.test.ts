import { readFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { pictureFile } from '../../test/pictures/pictures.ts';
import { wordTokenizer } from '../../test/texts/word-tokenizer.ts';
import { failureOf } from '../test-support/failure-of.ts';
import type { Signature, TensorSpec } from '../target/signature.ts';
import { resolvePreprocess } from './declared/resolve-preprocess.ts';
import type { InputOptions } from './input-options.ts';
import { imageFile } from './picture/image-input.ts';
import { createPreprocess, type Preprocess } from './preprocess-inputs.ts';

const inputs: readonly TensorSpec[] = [
  { name: 'image', datatype: 'FP32', shape: [-1, 3, 2, 2] },
  { name: 'input_ids', datatype: 'INT64', shape: [-1, -1] },
  { name: 'attention_mask', datatype: 'BOOL', shape: [-1, -1] },
  { name: 'query', datatype: 'INT32', shape: [-1] },
  { name: 'scale', datatype: 'FP32', shape: [1] },
];

const { preprocess, tokenizers } = await resolvePreprocess({
  inputs,
  declarations: {
    image: { from: 'image', resize: { width: 2, height: 2 } },
    text: { from: 'text', tokenizer: wordTokenizer() },
    query: { from: 'text', tokenizer: wordTokenizer(), inputs: { query: 'ids' } },
  },
});
const signature: Signature = { inputs, outputs: [], preprocess };

const open = (options: InputOptions = {}): Preprocess =>
  createPreprocess(signature, { tokenizers, ...options });

const picture = pictureFile('tiny.png');
const ofPicture = [10, 120, 230].flatMap((byte) => Array(4).fill(Math.fround(byte / 255)));

describe('values that are tensors pass as they are', () => {
  test.each<[string, unknown]>([
    ['image', new Float32Array(12)],
    ['image', [[[[0]]]]],
    ['image', { data: new Uint8Array(12), shape: [1, 3, 2, 2] }],
    ['image', new Uint8ClampedArray(12)],
    ['image', []],
    ['query', [1, 2, 3]],
    ['query', new Int32Array(2)],
    ['scale', 1],
    ['scale', 'a text for no text'],
    ['unknown', { data: 1 }],
  ])('%s: %o', async (name, value) => {
    const values = await open()({ [name]: value as number });
    expect(Object.keys(values)).toEqual([name]);
    expect(values[name]).toBe(value);
  });
});

describe('pictures', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['a path', async () => picture],
    ['imageFile', async () => imageFile(picture)],
    ['bytes', () => readFile(picture)],
    ['a Blob', async () => new Blob([await readFile(picture)])],
  ])('given as %s become the tensor of their input', async (_, make) => {
    const { image } = await open()({ image: (await make()) as string });
    const { data, shape } = image as { data: Float32Array; shape: number[] };
    expect({ data: Array.from(data), shape }).toEqual({ data: ofPicture, shape: [1, 3, 2, 2] });
  });

  test('can be several of several kinds', async () => {
    const { image } = await open()({ image: [picture, await readFile(picture)] });
    expect(image).toMatchObject({ shape: [2, 3, 2, 2] });
  });

  test('are not read by strings where that is turned off', async () => {
    const careful = open({ stringsArePaths: false });
    expect((await failureOf(careful({ image: picture }))).code).toBe('BAD_INPUT');
    expect(await careful({ image: imageFile(picture) })).toHaveProperty('image');
  });

  test('cannot be named by an object that JSON may hold', async () => {
    const forged = JSON.parse(JSON.stringify({ path: picture })) as string;
    expect(await open({ stringsArePaths: false })({ image: forged })).toEqual({ image: forged });
  });
});

describe('texts', () => {
  test('become all of the inputs that are made of them', async () => {
    expect(await open()({ text: 'a cat', query: 'cat cat', scale: 2 })).toEqual({
      input_ids: { data: Int32Array.of(2, 3), shape: [1, 2] },
      attention_mask: { data: Uint8Array.of(1, 1), shape: [1, 2] },
      query: { data: Int32Array.of(3, 3), shape: [2] },
      scale: 2,
    });
  });

  test('of different lengths are padded', async () => {
    expect(await open()({ text: ['a cat', 'dog'] })).toEqual({
      input_ids: { data: Int32Array.of(2, 3, 4, 0), shape: [2, 2] },
      attention_mask: { data: Uint8Array.of(1, 1, 1, 0), shape: [2, 2] },
    });
  });

  test('are one at a time where the input has no batch', async () => {
    expect(await failureOf(open()({ query: ['a', 'cat'] }))).toMatchObject({
      code: 'BAD_INPUT',
      message: 'Input "query": got 2 texts, and the model takes one.',
    });
  });

  test('stand beside none of the tensors that are made of them', async () => {
    const given = { text: 'a cat', input_ids: new BigInt64Array(2) };
    expect(await failureOf(open()(given))).toMatchObject({
      code: 'BAD_INPUT',
      message: 'Input "input_ids": it is given, and is also made of the text "text".',
    });
  });

  test.each<[string, unknown]>([
    ['a number', 1],
    ['a typed array', new Int32Array(1)],
    ['no text at all', []],
    ['half a pair', { text: 'a' }],
    ['a text among numbers', ['a', 1]],
  ])('%s is refused, with where tensors go', async (_, value) => {
    expect(await failureOf(open()({ text: value as string }))).toMatchObject({
      code: 'BAD_INPUT',
      hint: 'Tensors go into "input_ids", "attention_mask".',
    });
  });
});

describe('a tokenizer', () => {
  test('that nobody gave is asked for, with the way to give it', async () => {
    const error = await failureOf(open({ tokenizers: {} })({ text: 'a' }));
    expect(error).toMatchObject({ code: 'TOKENIZER_MISSING', data: { name: 'text' } });
    expect(error.hint).toContain(`{ tokenizers: { "text": './tokenizer.json' } }`);
  });

  test('that is another than the model was deployed with is refused', async () => {
    const other = wordTokenizer(['another']);
    const error = await failureOf(open({ tokenizers: { text: other } })({ text: 'a' }));
    expect(error.code).toBe('TOKENIZER_DIFFERS');
  });

  test('is opened once, and again after a failure', async () => {
    let asked = 0;
    const text = async (): Promise<Uint8Array> => {
      asked += 1;
      if (asked === 1) throw new Error('The store is away.');
      return wordTokenizer();
    };
    const apply = open({ tokenizers: { text } });
    await expect(apply({ text: 'a' })).rejects.toThrow('The store is away.');
    await Promise.all([apply({ text: 'a' }), apply({ text: 'cat' })]);
    await apply({ text: 'a' });
    expect(asked).toBe(2);
  });

  test('is not asked for by who gives tensors', async () => {
    const apply = open({ tokenizers: {} });
    expect(await apply({ input_ids: [[1n]], attention_mask: [[true]] })).toBeDefined();
  });
});

test('names that every object has are names like others', async () => {
  const values = await open()(
    JSON.parse('{"constructor":1,"__proto__":2,"toString":3}') as object as Record<string, number>,
  );
  expect(Object.entries(values)).toEqual([
    ['constructor', 1],
    ['__proto__', 2],
    ['toString', 3],
  ]);
});
