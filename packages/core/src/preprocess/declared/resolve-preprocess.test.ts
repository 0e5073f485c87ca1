import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { describe, expect, test } from 'vitest';

import { wordTokenizer } from '../../../test/texts/word-tokenizer.ts';
import { sha256Hex } from '../../digest/digest.ts';
import { failureOf } from '../../test-support/failure-of.ts';
import type { TensorDatatype, TensorSpec } from '../../target/signature.ts';
import type { PreprocessDeclarations, TextDeclaration } from './preprocess-declarations.ts';
import { resolvePreprocess, type ResolvedPreprocess } from './resolve-preprocess.ts';

const tokenizer = wordTokenizer();
const reference = { sha256: sha256Hex(tokenizer), size: tokenizer.length };

function ints(...names: string[]): TensorSpec[] {
  return names.map((name) => ({ name, datatype: 'INT64', shape: [-1, -1] }));
}

const usual = ints('input_ids', 'attention_mask', 'token_type_ids');

function resolve(
  declarations: PreprocessDeclarations,
  inputs: readonly TensorSpec[] = usual,
): Promise<ResolvedPreprocess> {
  return resolvePreprocess({ declarations, inputs });
}

function resolveText(
  declared: Omit<Partial<TextDeclaration>, 'from'>,
  inputs: readonly TensorSpec[] = usual,
): Promise<ResolvedPreprocess> {
  return resolve({ text: { from: 'text', tokenizer, ...declared } }, inputs);
}

/** The tokenizer with other members in its file. */
function withMembers(members: object): Uint8Array {
  const file = JSON.parse(new TextDecoder().decode(tokenizer)) as object;
  return new TextEncoder().encode(JSON.stringify({ ...file, ...members }));
}

describe('a text', () => {
  test('is found to make the inputs that go by their usual names', async () => {
    const { preprocess, tokenizers } = await resolveText({});
    expect(preprocess).toEqual({
      text: {
        from: 'text',
        tokenizer: reference,
        inputs: { input_ids: 'ids', attention_mask: 'mask', token_type_ids: 'types' },
        tooLong: 'error',
        truncationSide: 'right',
        padding: { to: 'longest', side: 'right', id: 0, typeId: 0 },
        specialTokens: true,
      },
    });
    expect(tokenizers).toEqual({ text: tokenizer });
  });

  test('can make others', async () => {
    const inputs = { tokens: 'ids', mask: 'mask' } as const;
    const { preprocess } = await resolveText({ inputs }, ints('tokens', 'mask', 'other'));
    expect(preprocess['text']).toMatchObject({ inputs });
  });

  test('fills an input of a fixed length', async () => {
    const fixed = ints('input_ids').map((spec) => ({ ...spec, shape: [1, 128] }));
    const { preprocess } = await resolveText({}, fixed);
    expect(preprocess['text']).toMatchObject({ maxLength: 128, padding: { to: 'maxLength' } });
  });

  test('pads as its tokenizer says, where nothing else is declared', async () => {
    const padding = { direction: 'Left', pad_id: 7, pad_type_id: 3, pad_token: 'x' };
    const file = withMembers({ padding });
    const { preprocess } = await resolveText({ tokenizer: file });
    expect(preprocess['text']).toMatchObject({ padding: { side: 'left', id: 7, typeId: 3 } });
    const own = await resolveText({ tokenizer: file, padToken: 'dog', paddingSide: 'right' });
    expect(own.preprocess['text']).toMatchObject({ padding: { side: 'right', id: 4, typeId: 3 } });
  });

  test('of a Unigram model pads with the token that its list has at that place', async () => {
    const vocab = [
      ['<unk>', 0],
      ['<pad>', 0],
    ];
    const file = withMembers({ added_tokens: [], model: { type: 'Unigram', vocab } });
    const { preprocess } = await resolveText({ tokenizer: file });
    expect(preprocess['text']).toMatchObject({ padding: { id: 1 } });
  });

  test.each<[string, (path: string) => string | URL]>([
    ['its path', (path) => path],
    ['its URL', (path) => pathToFileURL(path)],
  ])('has its tokenizer by %s', async (_, address) => {
    const folder = await mkdtemp(join(tmpdir(), 'torchrelay-tokenizer-'));
    try {
      const path = join(folder, 'tokenizer.json');
      await writeFile(path, tokenizer);
      const { tokenizers } = await resolveText({ tokenizer: address(path) });
      expect(Array.from(tokenizers['text'] ?? [])).toEqual(Array.from(tokenizer));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('a text that cannot be meant is refused', () => {
  const specs = (shape: readonly number[], datatype: TensorDatatype = 'INT64'): TensorSpec[] =>
    ints('input_ids').map((spec) => ({ ...spec, shape, datatype }));
  const unpadded = wordTokenizer();
  const withoutPad = new TextEncoder().encode(
    new TextDecoder().decode(unpadded).replaceAll('[PAD]', '[NOTHING]'),
  );

  test.each<[string, object, readonly TensorSpec[], string]>([
    ['a misspelt member', { maxlength: 3 }, usual, 'there is no "maxlength"'],
    ['a length of nothing', { maxLength: 0 }, usual, 'maxLength is 0'],
    ['an unknown kind of tensor', { inputs: { input_ids: 'id' } }, usual, 'inputs is'],
    ['no tokenizer', { tokenizer: undefined }, usual, 'it has no tokenizer'],
    ['a tokenizer that is a number', { tokenizer: 3 }, usual, 'tokenizer is 3'],
    ['an input that there is not', { inputs: { ids: 'ids' } }, usual, 'no input "ids"'],
    ['no ids', { inputs: { input_ids: 'mask' } }, usual, 'none of the inputs'],
    ['inputs of other names', {}, ints('tokens'), 'none of the inputs'],
    ['an input of strings', {}, specs([-1], 'BYTES'), 'tokens do not fit'],
    ['an input of pictures', {}, specs([-1, 3, 8, 8]), 'tokens do not fit'],
    ['another length', { maxLength: 64 }, specs([-1, 128]), 'takes 128 tokens'],
    ['a length left open', { padding: 'longest' }, specs([-1, 128]), 'exactly 128'],
    ['a length for nothing', { padding: 'maxLength' }, usual, 'there is no maxLength'],
    ['an unknown padding token', { padToken: '<p>' }, usual, 'no token "<p>"'],
    ['no padding token', { tokenizer: withoutPad }, specs([-1, 8]), 'does not say with which'],
  ])('%s', async (_, declared, inputs, message) => {
    const error = await failureOf(resolveText(declared, inputs));
    expect(error.code).toBe('PREPROCESS_INVALID');
    expect(error.message).toContain(message);
  });

  test('lengths that differ from input to input', async () => {
    const differing = ints('input_ids', 'attention_mask').map((spec, index) => ({
      ...spec,
      shape: [-1, index + 8],
    }));
    expect((await failureOf(resolveText({}, differing))).message).toContain('tokens do not fit');
  });

  test.each([
    ['no JSON', '{'],
    ['JSON of something else', '{"vocab":{}}'],
    ['a list', '[]'],
    ['no UTF-8', Buffer.from([0xff, 0xfe])],
  ])('a tokenizer file that is %s', async (_, content) => {
    const error = await failureOf(resolveText({ tokenizer: Buffer.from(content) }));
    expect(error).toMatchObject({
      code: 'PREPROCESS_INVALID',
      message: 'preprocess "text": the tokenizer is no tokenizer.json.',
      hint: expect.stringContaining('save_pretrained'),
    });
  });

  test('a tokenizer file that is not there', async () => {
    const error = await failureOf(resolveText({ tokenizer: 'nowhere/tokenizer.json' }));
    expect(error.code).toBe('TOKENIZER_MISSING');
    expect(error.message).toContain('nowhere/tokenizer.json');
  });
});

describe('names', () => {
  const image: TensorSpec = { name: 'image', datatype: 'FP32', shape: [-1, 3, 8, 8] };

  test('of pictures are those of inputs', async () => {
    const error = await failureOf(resolve({ imgae: 'imagenet' }, [image]));
    expect(error.message).toBe('preprocess "imgae": the model has no such input.');
    expect(error.hint).toContain('Did you mean "image"?');
  });

  test('of texts are free, but for those of inputs that are not made of them', async () => {
    const text = { from: 'text', tokenizer } as const;
    const inputs = [image, ...usual];
    expect((await failureOf(resolve({ image: text }, inputs))).message).toContain(
      'has an input of this name',
    );
    const own = await resolve({ input_ids: text }, inputs);
    expect(Object.keys(own.preprocess)).toEqual(['input_ids']);
  });

  test('of inputs are made once', async () => {
    const text = { from: 'text', tokenizer } as const;
    const both = { one: text, other: { ...text, inputs: { input_ids: 'ids' } } } as const;
    expect((await failureOf(resolve(both))).message).toBe(
      'preprocess "other": the input "input_ids" is made of "one" already.',
    );
  });

  test.each([[{ from: 'audio' }], [{}], [null], [3], [[]]])(
    '%j is no declaration',
    async (given) => {
      const error = await failureOf(resolve({ image: given as 'imagenet' }, [image]));
      expect(error.code).toBe('PREPROCESS_INVALID');
      expect(error.hint).toContain("{ from: 'image', … }");
    },
  );
});

test('what is resolved is the same whatever the order it was declared in', async () => {
  const [one, other] = [
    await resolveText({ maxLength: 8, tooLong: 'truncate' }),
    await resolveText({ tooLong: 'truncate', maxLength: 8 }),
  ];
  expect(JSON.stringify(one)).toBe(JSON.stringify(other));
});
