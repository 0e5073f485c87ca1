import { describe, expect, test } from 'vitest';

import { failureOf } from '../test-support/failure-of.ts';
import { checkReference, type EndpointReference } from './endpoint-reference.ts';

const reference: EndpointReference = {
  version: 1,
  provider: 'test',
  scope: 'test/account',
  name: 'demo',
  address: null,
  signature: {
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1] }],
    outputs: [{ name: 'y', datatype: 'FP32', shape: [-1] }],
  },
};

describe('a reference', () => {
  test('that went through JSON is accepted', () => {
    const received = JSON.parse(JSON.stringify(reference)) as EndpointReference;
    expect(checkReference(received, 'test')).toEqual(reference);
  });

  test.each<[string, unknown, string]>([
    [
      'of another target',
      { ...reference, provider: 'other' },
      'is for the target "other", not "test"',
    ],
    ['of a later version', { ...reference, version: 2 }, 'has version 2; this torchrelay reads 1'],
    ['without a version', {}, 'has version undefined'],
    ['without a name', { ...reference, name: undefined }, 'lacks a name or a signature'],
    ['without a signature', { ...reference, signature: undefined }, 'lacks a name or a signature'],
    [
      'with half a signature',
      { ...reference, signature: { inputs: [] } },
      'lacks a name or a signature',
    ],
    ['that is null', null, 'is not one'],
    ['that is a text', 'demo', 'is not one'],
  ])('%s is refused', async (_, value, problem) => {
    const error = await failureOf(() => checkReference(value as EndpointReference, 'test'));
    expect(error).toMatchObject({
      code: 'REFERENCE_INVALID',
      hint: 'Connect with the target and the version that made it.',
    });
    expect(error.message).toContain(problem);
  });
});
