import { deploy, type DeployOptions } from '@torchrelay/core';
import { startAddingContainer, startSagemaker, type StartContainer } from '@torchrelay/stand-ins';
import { addModel } from '@torchrelay/testing';
import { afterAll, describe, expect, test, vi } from 'vitest';

import { sagemaker } from './sagemaker.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A server of somebody's own: beside its model's answers, it says the words that it was sent, a line each. */
const startSpeaker: StartContainer = async (request) => {
  const adding = await startAddingContainer(request);
  return {
    ...adding,
    invoke(asked) {
      if (asked.headers['content-type'] !== 'text/plain') return adding.invoke(asked);
      const text = new TextDecoder().decode(asked.body);
      if (text === 'fail') return answer(500, '{"error":"no words"}');
      return answer(200, `${text.split(' ').join('\n')}\n`);
    },
  };
};

async function answer(
  status: number,
  text: string,
): Promise<{ readonly status: number; readonly contentType: string; readonly body: Uint8Array }> {
  return { status, contentType: 'text/plain', body: new TextEncoder().encode(text) };
}

describe('a server that sends its answer in parts', async () => {
  const aws = await startSagemaker({ start: startSpeaker });
  afterAll(() => aws[Symbol.asyncDispose]());
  const { endpoint: url, region, credentials, role } = aws;
  const settings = { endpoint: url, region, credentials, role, lookUp: false };
  const options: DeployOptions = {
    name: 'speaker',
    image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/speaker:1',
    inputs: { x: 'FP32[-1]' },
    outputs: { y: 'FP32[-1]' },
    rehearseOn: false,
    timing: { mostPollInMs: 15 },
  };
  const endpoint = await deploy(addModel(1), sagemaker(settings), options);
  const words = async (body: string): Promise<readonly string[]> =>
    Array.fromAsync(endpoint.stream(body, { contentType: 'text/plain' }), (part) =>
      new TextDecoder().decode(part),
    );

  test('is heard part by part', async () => {
    expect(await words('one two three')).toEqual(['one\n', 'two\n', 'three\n']);
  });

  test('that fails says so, in its words', async () => {
    await expect(words('fail')).rejects.toMatchObject({
      message: expect.stringContaining('no words'),
    });
  });

  test('is not listened to after the caller has gone', async () => {
    const abortSignal = AbortSignal.abort();
    const parts = endpoint.stream('one', { abortSignal });
    await expect(Array.fromAsync(parts)).rejects.toMatchObject({ code: 'ABORTED' });
  });

  test('is not heard through S3', async () => {
    const slow = sagemaker({ ...settings, mode: 'async' });
    const address = { region, requests: 's3://packages' };
    const parts = slow.serving?.doStream?.(
      { name: 'slow', address, method: 'POST', path: '/', headers: {} },
      {},
    );
    await expect(Array.fromAsync(parts ?? [])).rejects.toMatchObject({
      code: 'STREAMING_UNSUPPORTED',
    });
  });
});
