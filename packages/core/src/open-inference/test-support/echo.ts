import { expect } from 'vitest';
import { TorchrelayError } from '../../errors/torchrelay-error.ts';
import type { Signature } from '../../target/signature.ts';
import { httpTransport } from '../http-transport.ts';
import { createInferenceClient } from '../inference-client.ts';
import type { InferenceClient, InferenceClientSettings } from '../inference-client-types.ts';
import type { TestServer } from './inference-server.ts';

/** What the model of the test server is said to take and give. */
export const signature: Signature = {
  inputs: [
    { name: 'image', datatype: 'FP32', shape: [-1, 2] },
    { name: 'tag', datatype: 'INT64', shape: [1] },
  ],
  outputs: [
    { name: 'image_out', datatype: 'FP32', shape: [-1, 2] },
    { name: 'tag_out', datatype: 'INT64', shape: [1] },
  ],
};

export interface EchoTypes {
  readonly inputs: { readonly image: 'FP32'; readonly tag: 'INT64' };
  readonly outputs: { readonly image_out: 'FP32'; readonly tag_out: 'INT64' };
}

export const inputs: { readonly image: number[][]; readonly tag: bigint } = {
  image: [
    [1, 2],
    [3, 4.5],
  ],
  tag: 7n,
};

/** A client that hardly waits between attempts. */
export function connect(
  { baseUrl }: Pick<TestServer, 'baseUrl'>,
  settings: Partial<InferenceClientSettings> = {},
): InferenceClient<EchoTypes> {
  return createInferenceClient<EchoTypes>({
    transport: httpTransport({ baseUrl }),
    modelName: 'echo',
    ...settings,
    retry: { baseDelayInMs: 1, ...settings.retry },
  });
}

/** What a promise failed with. */
export async function failure(promise: Promise<unknown>): Promise<TorchrelayError> {
  try {
    await promise;
  } catch (error) {
    if (TorchrelayError.isInstance(error)) return error;
    throw error;
  }
  return expect.fail('no error');
}
