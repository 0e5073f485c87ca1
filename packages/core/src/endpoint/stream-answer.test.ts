import { describe, expect, test } from 'vitest';

import { testCloud, testTarget } from '../test-support/test-target.ts';
import type { InvokeRequest, Serving } from '../target/serving.ts';
import { streamAnswer } from './stream-answer.ts';

const reference = {
  version: 1,
  provider: 'test',
  scope: 'test/account',
  name: 'demo',
  address: { at: 'demo' },
  signature: { inputs: [], outputs: [] },
} as const;

function streaming(asked: InvokeRequest[]): Serving {
  return {
    ...testTarget(testCloud()).serving,
    async *doStream(request) {
      asked.push(request);
      yield new Uint8Array([1]);
      yield new Uint8Array([2, 3]);
    },
  };
}

describe('an answer in parts', () => {
  test('comes as the server sends it, to the body that was given', async () => {
    const asked: InvokeRequest[] = [];
    const parts = await Array.fromAsync(
      streamAnswer({ serving: streaming(asked), reference, body: '{"prompt":"ä"}' }),
    );
    expect(parts).toEqual([new Uint8Array([1]), new Uint8Array([2, 3])]);
    expect(asked).toMatchObject([
      { name: 'demo', address: { at: 'demo' }, headers: { 'content-type': 'application/json' } },
    ]);
    expect(new TextDecoder().decode(asked[0]?.body)).toBe('{"prompt":"ä"}');
  });

  test('may be asked for in other words', async () => {
    const asked: InvokeRequest[] = [];
    const options = { contentType: 'text/plain', accept: 'text/event-stream' };
    const body = new Uint8Array([7]);
    await Array.fromAsync(streamAnswer({ serving: streaming(asked), reference, body, options }));
    expect(asked).toMatchObject([
      { body, headers: { 'content-type': 'text/plain', accept: 'text/event-stream' } },
    ]);
  });

  test('is refused where the platform hands answers on whole', () => {
    const { serving } = testTarget(testCloud());
    expect(() => streamAnswer({ serving, reference, body: '' })).toThrow(
      expect.objectContaining({
        code: 'STREAMING_UNSUPPORTED',
        hint: expect.stringContaining('predict()'),
      }),
    );
  });
});
