import { expect, test } from 'vitest';

import type { Signature } from '../target/signature.ts';
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
