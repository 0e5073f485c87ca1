import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { inputsPython } from '../../../test/python.ts';
import { toWireTensor } from '../../open-inference/tensor-input.ts';
import { toTensor } from '../../open-inference/tensor.ts';
import type { TextPreprocessing } from '../../target/preprocessing.ts';
import type { TensorSpec } from '../../target/signature.ts';
import type { TextDeclaration } from '../declared/preprocess-declarations.ts';
import { resolvePreprocess } from '../declared/resolve-preprocess.ts';
import { createPreprocess, type Preprocess } from '../preprocess-inputs.ts';
import type { TextPair } from './text-input.ts';

const script = fileURLToPath(new URL('../../../test/texts/make_tokenizers.py', import.meta.url));
const run = promisify(execFile);

const names = ['bert-uncased', 'bert-cased', 'gpt2', 'roberta', 'unigram'];
const ways: Readonly<Record<string, Partial<TextDeclaration>>> = {
  longest: {},
  truncate: { maxLength: 16, tooLong: 'truncate', padding: 'maxLength' },
  'truncate-left': {
    maxLength: 12,
    tooLong: 'truncate',
    padding: 'maxLength',
    truncationSide: 'left',
    paddingSide: 'left',
  },
  bare: { specialTokens: false },
};

/** Ids, mask and types of a text. */
type Encoded = readonly [readonly number[], readonly number[], readonly number[]];

const inputs: readonly TensorSpec[] = ['input_ids', 'attention_mask', 'token_type_ids'].map(
  (name) => ({ name, datatype: 'INT64', shape: [-1, -1] }),
);

let folder: string;
let texts: readonly (string | TextPair)[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torchrelay-tokenizers-'));
  await run(inputsPython(), [script, folder]);
  const { single, pairs } = (await readJson('texts.json')) as {
    single: string[];
    pairs: [string, string][];
  };
  texts = [...single, ...pairs.map(([text, pair]) => ({ text, pair }))];
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function readJson(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(folder, name), 'utf8'));
}

async function open(
  name: string,
  declared: Partial<TextDeclaration>,
): Promise<{ readonly preprocess: Preprocess; readonly step: TextPreprocessing }> {
  const text: TextDeclaration = {
    from: 'text',
    tokenizer: join(folder, `${name}.json`),
    ...declared,
  };
  const { preprocess, tokenizers } = await resolvePreprocess({ declarations: { text }, inputs });
  const signature = { inputs, outputs: [], preprocess };
  // What is under `text` is what was just declared under it.
  const step = preprocess['text'] as TextPreprocessing;
  return { preprocess: createPreprocess(signature, { tokenizers }), step };
}

/** The rows of an input's tensor, as a server would see them. */
async function rowsOf(values: Awaited<ReturnType<Preprocess>>, name: string): Promise<number[][]> {
  const spec = inputs.find((input) => input.name === name);
  const value = values[name];
  if (value === undefined || spec === undefined) throw new Error(`There is no ${name}.`);
  const { data, shape } = toTensor(toWireTensor({ name, value, spec }));
  const [rows = 0, length = 0] = shape;
  const numbers = Array.from(data, Number);
  return Array.from({ length: rows }, (_, row) => numbers.slice(row * length, (row + 1) * length));
}

describe.each(names)('%s', (name) => {
  test.each(Object.entries(ways))(
    'gives the very ids, masks and types of Python: %s',
    async (way, declared) => {
      const all = (await readJson(`${name}.expected.json`)) as Record<string, Encoded[]>;
      const expected = all[way] ?? [];
      const { preprocess } = await open(name, declared);
      const values = await preprocess({ text: texts });
      const rows = await Promise.all(inputs.map((spec) => rowsOf(values, spec.name)));
      const differing = expected.flatMap((encoded, index) => {
        const actual = rows.map((each) => each[index]);
        return JSON.stringify(actual) === JSON.stringify(encoded) ? [] : [texts[index]];
      });
      expect(expected).toHaveLength(texts.length);
      expect(differing).toEqual([]);
    },
  );

  test('a text asked about alone has the ids that it has among others', async () => {
    const { preprocess } = await open(name, {});
    for (const text of texts.slice(0, 20)) {
      const [alone, among] = await Promise.all([
        preprocess({ text }),
        preprocess({ text: [text, text] }),
      ]);
      const [row] = await rowsOf(alone, 'input_ids');
      expect(await rowsOf(among, 'input_ids')).toEqual([row, row]);
    }
  });
});

test('what the file says about padding and truncation does not count, but for token and side', async () => {
  const { step, preprocess } = await open('unigram', {});
  expect(step.padding).toMatchObject({ to: 'longest', side: 'left', typeId: 0 });
  const [row = []] = await rowsOf(
    await preprocess({ text: 'kalo mi teran ingpre conver' }),
    'input_ids',
  );
  expect(row.length).toBeGreaterThan(9);
});

test('a text that is too long is an error, unless the rest may be left out', async () => {
  const { preprocess } = await open('bert-uncased', { maxLength: 4 });
  await expect(preprocess({ text: ['ka', 'ka lo mi ter an ing'] })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringMatching(
      /^Input "text", text 2 of 2: the text has \d+ tokens, and 4 are the most\.$/,
    ),
    hint: expect.stringContaining("tooLong: 'truncate'"),
  });
  const cut = await open('bert-uncased', { maxLength: 4, tooLong: 'truncate' });
  const [row = []] = await rowsOf(
    await cut.preprocess({ text: 'ka lo mi ter an ing' }),
    'input_ids',
  );
  expect(row).toHaveLength(4);
});

test('a length that the special tokens alone exceed is said', async () => {
  const { preprocess } = await open('bert-uncased', { maxLength: 1, tooLong: 'truncate' });
  await expect(preprocess({ text: 'ka' })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    hint: expect.stringContaining('special tokens'),
  });
});

test('without a padding token texts of one length can be asked about, and others not', async () => {
  const { preprocess, step } = await open('gpt2', {});
  expect(step.padding).toMatchObject({ to: 'longest' });
  const path = join(folder, 'gpt2.json');
  const bare = JSON.parse(
    (await readFile(path, 'utf8')).replaceAll('<pad>', '<nothing>'),
  ) as object;
  const tokenizer = new TextEncoder().encode(JSON.stringify(bare));
  const unpadded = await open('gpt2', { tokenizer });
  expect(unpadded.step.padding).toBeUndefined();
  expect(await rowsOf(await unpadded.preprocess({ text: ['ka', 'ka'] }), 'input_ids')).toHaveLength(
    2,
  );
  await expect(unpadded.preprocess({ text: ['ka', 'ka lo mi ter an'] })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    hint: expect.stringContaining('padToken'),
  });
  expect(await preprocess({ text: ['ka', 'ka lo mi ter an'] })).toHaveProperty('input_ids');
});

test('half a surrogate pair is a character of its own, and no failure', async () => {
  const { preprocess } = await open('roberta', {});
  const [broken] = await rowsOf(await preprocess({ text: 'a\uD800b' }), 'input_ids');
  const [clean] = await rowsOf(await preprocess({ text: 'ab' }), 'input_ids');
  expect(broken?.length).toBeGreaterThanOrEqual(clean?.length ?? Infinity);
});
