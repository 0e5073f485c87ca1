import type { TokenCredential } from '@azure/identity';
import type {
  HttpClient,
  HttpMethods,
  Pipeline,
  PipelineResponse,
} from '@azure/core-rest-pipeline';

import { isLoopback, loopbackTokenPolicy } from './loopback-token.ts';
import { silencePolicy } from './silence.ts';
import { type RetryTiming, throttledWithoutTime } from './throttling.ts';

export interface PipelineSettings {
  /** Absent for what anybody may ask. */
  readonly credential?: TokenCredential | undefined;
  /** What a token is asked for: of the resource manager. */
  readonly scope?: string | undefined;
  readonly timing?: RetryTiming | undefined;
  /** How long an answer may take until it counts as lost. @default as long as it wants */
  readonly silenceInMs?: number | undefined;
}

/**
 * The pipeline of Azure's own libraries, which is loaded with the first request: it waits as long as `Retry-After` and
 * `x-ms-retry-after-ms` say, answers challenges for a fresher token, and goes through the proxy of the environment, as
 * the sign-in does. `fetch` does none of these.
 */
export async function azurePipeline({
  credential,
  scope,
  timing = {},
  silenceInMs,
}: PipelineSettings): Promise<Pipeline> {
  const { bearerTokenAuthenticationPolicy, createPipelineFromOptions, RestError, retryPolicy } =
    await import('@azure/core-rest-pipeline');
  const { delayInMs, maxRetries = 3 } = timing;
  const pipeline = createPipelineFromOptions({
    retryOptions: { maxRetries, ...(delayInMs !== undefined && { retryDelayInMs: delayInMs }) },
    userAgentOptions: { userAgentPrefix: 'torchrelay' },
  });
  pipeline.addPolicy(retryPolicy([throttledWithoutTime(timing)], { maxRetries }), {
    afterPhase: 'Retry',
  });
  // Behind the retries, so that each attempt has a time of its own.
  if (silenceInMs !== undefined) {
    pipeline.addPolicy(silencePolicy({ silenceInMs, RestError }), { afterPhase: 'Sign' });
  }
  if (credential !== undefined && scope !== undefined) {
    pipeline.addPolicy(
      isLoopback(scope)
        ? loopbackTokenPolicy({ credential, scope })
        : bearerTokenAuthenticationPolicy({ credential, scopes: scope }),
    );
  }
  return pipeline;
}

export interface AzureRequest {
  readonly method?: HttpMethods;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer> | undefined;
  /** Gives the body of the answer as a stream. */
  readonly streams?: boolean;
  readonly abortSignal?: AbortSignal | undefined;
}

/** One for all that is asked: each keeps its connections to itself. */
let httpClient: HttpClient | undefined;

export async function sendOver(
  pipeline: Pipeline,
  { method = 'GET', url, headers = {}, body, streams = false, abortSignal }: AzureRequest,
): Promise<PipelineResponse> {
  const { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } =
    await import('@azure/core-rest-pipeline');
  const request = createPipelineRequest({
    url,
    method,
    headers: createHttpHeaders({ accept: 'application/json', ...headers }),
    allowInsecureConnection: isLoopback(url),
    ...(body !== undefined && { body }),
    // The library's word for "whatever the status".
    ...(streams && { streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]) }),
    ...(abortSignal !== undefined && { abortSignal }),
  });
  httpClient ??= createDefaultHttpClient();
  return pipeline.sendRequest(httpClient, request);
}
