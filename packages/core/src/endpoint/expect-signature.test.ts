import { describe, expect, test } from 'vitest';

import type {
  ImagePreprocessing,
  PreprocessingByName,
  TextPreprocessing,
} from '../target/preprocessing.ts';
import type { Signature } from '../target/signature.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { expectSignature } from './expect-signature.ts';

const expected: Signature = {
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 4] }],
  outputs: [
    { name: 'a', datatype: 'FP32', shape: [-1, 3] },
    { name: 'b', datatype: 'INT64', shape: [-1] },
  ],
};

const endpointWith = (changes: Partial<Signature>) => ({
  name: 'digits',
  signature: { ...expected, ...changes },
});

test('an endpoint with the same signature is given back', () => {
  const endpoint = endpointWith({});
  expect(expectSignature(endpoint, expected)).toBe(endpoint);
});

test('sizes that vary on either side, and another order, are no difference', () => {
  const endpoint = endpointWith({
    inputs: [{ name: 'x', datatype: 'FP32', shape: [1, -1] }],
    outputs: expected.outputs.toReversed(),
  });
  expect(expectSignature(endpoint, expected)).toBe(endpoint);
});

test.each([
  ['of input "x", the datatype is', { inputs: [{ name: 'x', datatype: 'FP16', shape: [-1, 4] }] }],
  ['of input "x", it has', { inputs: [{ name: 'x', datatype: 'FP32', shape: [4] }] }],
  ['of input "x", dimension 1', { inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 5] }] }],
  ['it has no input "x"', { inputs: [] }],
  ['it has no output "b"', { outputs: expected.outputs.slice(0, 1) }],
  [
    'it has the output "c", which the client lacks',
    { outputs: [...expected.outputs, { name: 'c', datatype: 'FP32', shape: [1] }] },
  ],
] satisfies [string, Partial<Signature>][])('a difference is told: %s', (problem, changes) => {
  expect(() => expectSignature(endpointWith(changes), expected)).toThrow(
    expect.objectContaining({
      code: 'SIGNATURE_DIFFERS',
      message: expect.stringContaining(
        `"digits" is not the model that its client was written for: ${problem}`,
      ),
      hint: expect.stringContaining('torchrelay client'),
    }),
  );
});

describe('pictures and texts', () => {
  const text: TextPreprocessing = {
    from: 'text',
    tokenizer: { sha256: '0'.repeat(64), size: 1 },
    inputs: { x: 'ids' },
    tooLong: 'error',
    truncationSide: 'right',
    specialTokens: true,
  };
  const image: ImagePreprocessing = {
    from: 'image',
    orient: true,
    interpolation: 'bilinear',
    channels: 'RGB',
    layout: 'CHW',
  };
  const tensors: Signature = {
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1] }],
    outputs: [{ name: 'y', datatype: 'FP32', shape: [-1] }],
  };
  const taking = (preprocess: PreprocessingByName): Signature => ({ ...tensors, preprocess });
  const check = (found: Signature, wanted: Signature): unknown =>
    expectSignature({ name: 'demo', signature: found }, wanted);

  test('may be made into tensors in another way than when the client was written', () => {
    const newer = { ...text, maxLength: 9, tokenizer: { sha256: '1'.repeat(64), size: 2 } };
    expect(() => check(taking({ t: newer }), taking({ t: text }))).not.toThrow();
    expect(() => check(taking({ x: { ...image, resize: 9 } }), taking({ x: image }))).not.toThrow();
    expect(() => check(taking({ t: text }), tensors)).not.toThrow();
  });

  test.each<[string, Signature, Signature, string]>([
    ['a text that it does not take', tensors, taking({ t: text }), 'it takes no text as "t"'],
    ['a picture', taking({ t: text }), taking({ x: image }), 'it takes no picture as "x"'],
    [
      'a text in place of a picture',
      taking({ x: text }),
      taking({ x: image }),
      'no picture as "x"',
    ],
    [
      'a text that makes other inputs',
      taking({ t: { ...text, inputs: { x: 'ids', z: 'mask' } } }),
      taking({ t: text }),
      'no text as "t"',
    ],
  ])('%s is a difference', async (_, found, wanted, problem) => {
    const error = await failureOf(() => check(found, wanted));
    expect(error.code).toBe('SIGNATURE_DIFFERS');
    expect(error.message).toContain(problem);
  });
});
