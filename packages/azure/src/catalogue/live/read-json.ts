import type { TokenCredential } from '@azure/identity';
import type { Pipeline, PipelineResponse } from '@azure/core-rest-pipeline';
import { TorchrelayError, toTorchrelayError } from '@torchrelay/core';
import type { Call } from '@torchrelay/core/target';

import { failedReading, refusedReading, type Reading } from './read-failure.ts';
import { type RetryTiming, throttledWithoutTime } from './throttling.ts';
import { isLoopback, loopbackTokenPolicy } from './loopback-token.ts';

/** Reads one JSON document. Throws a TorchrelayError when there is none. */
export type ReadJson = (url: string, reading: Reading, call: Call) => Promise<unknown>;

export interface ReaderSettings {
  /** Absent for what anybody may read. */
  readonly credential?: TokenCredential | undefined;
  /** What a token is asked for: of the resource manager. */
  readonly scope?: string | undefined;
  readonly timing?: RetryTiming | undefined;
}

/**
 * Reads over the pipeline of Azure's own libraries, which is loaded with the first request: it waits as long as
 * `Retry-After` and `x-ms-retry-after-ms` say, answers challenges for a fresher token, and goes through the proxy of
 * the environment, as the sign-in does. `fetch` does none of these.
 */
export function jsonReader(settings: ReaderSettings): ReadJson {
  let pipeline: Promise<Pipeline> | undefined;
  return async (url, reading, call) => {
    pipeline ??= connect(settings);
    const { status, bodyAsText } = await send({ pipeline: await pipeline, url, reading, call });
    const body = parsed(bodyAsText);
    if (status === 200 && body !== undefined) return body;
    throw refusedReading({ reading, status, body });
  };
}

async function connect({ credential, scope, timing = {} }: ReaderSettings): Promise<Pipeline> {
  const { bearerTokenAuthenticationPolicy, createPipelineFromOptions, retryPolicy } =
    await import('@azure/core-rest-pipeline');
  const { delayInMs, maxRetries = 3 } = timing;
  const pipeline = createPipelineFromOptions({
    retryOptions: { maxRetries, ...(delayInMs !== undefined && { retryDelayInMs: delayInMs }) },
    userAgentOptions: { userAgentPrefix: 'torchrelay' },
  });
  pipeline.addPolicy(retryPolicy([throttledWithoutTime(timing)], { maxRetries }), {
    afterPhase: 'Retry',
  });
  if (credential !== undefined && scope !== undefined) {
    pipeline.addPolicy(
      isLoopback(scope)
        ? loopbackTokenPolicy({ credential, scope })
        : bearerTokenAuthenticationPolicy({ credential, scopes: scope }),
    );
  }
  return pipeline;
}

async function send({
  pipeline,
  url,
  reading,
  call: { abortSignal },
}: {
  readonly pipeline: Pipeline;
  readonly url: string;
  readonly reading: Reading;
  readonly call: Call;
}): Promise<PipelineResponse> {
  const { createDefaultHttpClient, createPipelineRequest } =
    await import('@azure/core-rest-pipeline');
  const request = createPipelineRequest({
    url,
    allowInsecureConnection: isLoopback(url),
    ...(abortSignal !== undefined && { abortSignal }),
  });
  request.headers.set('accept', 'application/json');
  try {
    return await pipeline.sendRequest(createDefaultHttpClient(), request);
  } catch (error) {
    if (abortSignal?.aborted === true || TorchrelayError.isInstance(error)) {
      throw toTorchrelayError(error, abortSignal);
    }
    throw error instanceof Error ? failedReading(error, reading) : toTorchrelayError(error);
  }
}

/** `undefined` for what is no JSON: a sign-in page of a proxy. */
function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}
