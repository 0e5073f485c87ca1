import { setTimeout as sleep } from 'node:timers/promises';
import { abortedError, type TorchrelayError } from '../errors/torchrelay-error.ts';
import { type RequestTrace, traced } from '../tracing/tracing-channels.ts';
import { connectionError } from './connection-error.ts';
import type { CallOptions, RetrySettings } from './inference-client-types.ts';
import type {
  InferenceTransport,
  TransportRequest,
  TransportResponse,
} from './inference-transport.ts';
import { jitteredDelayInMs, retryAfterInMs } from './retry-delay.ts';
import { serverError } from './server-error.ts';
import { WireError } from './wire-error.ts';

interface Sending {
  readonly transport: InferenceTransport;
  readonly request: TransportRequest;
  readonly modelName: string;
  readonly retry: Required<RetrySettings>;
  /** Whether this very request may be sent again. */
  readonly mayRetry: boolean;
  readonly call: CallOptions & { readonly timeoutInMs: number };
}

/** An attempt that failed, and how long the server asked us to wait. */
interface Failure {
  readonly error: TorchrelayError;
  readonly retryAfterInMs?: number | undefined;
}

/** Sends until there is an answer of 2xx, a failure that no repetition mends, or no time left. */
export async function sendWithRetries(sending: Sending): Promise<TransportResponse> {
  const { abortSignal, timeoutInMs } = sending.call;
  const timeout = AbortSignal.timeout(timeoutInMs);
  const signal = abortSignal ? AbortSignal.any([abortSignal, timeout]) : timeout;
  const { method, path } = sending.request;
  const trace: RequestTrace = { modelName: sending.modelName, method, path, attempts: 0 };
  try {
    return await traced.request(trace, () => attemptRepeatedly(sending, signal, trace));
  } catch (error) {
    if (abortSignal?.aborted) throw abortedError(abortSignal.reason);
    if (timeout.aborted) throw timedOut(sending, error);
    throw error;
  }
}

async function attemptRepeatedly(
  sending: Sending,
  signal: AbortSignal,
  trace: RequestTrace,
): Promise<TransportResponse> {
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    trace.attempts = attempt + 1;
    const result = await attemptOnce(sending, signal, trace);
    if (!('error' in result)) return result;
    const delayInMs = delayBeforeRetry({ failure: result, sending, attempt });
    if (delayInMs === undefined) throw result.error;
    await sleep(delayInMs, undefined, { signal });
  }
}

async function attemptOnce(
  { transport, request, modelName }: Sending,
  signal: AbortSignal,
  trace: RequestTrace,
): Promise<TransportResponse | Failure> {
  let response: TransportResponse;
  try {
    response = await transport.send({ ...request, abortSignal: signal });
  } catch (error) {
    if (signal.aborted) throw error;
    return { error: connectionError({ error, modelName }) };
  }
  trace.status = response.status;
  if (response.status >= 200 && response.status < 300) return response;
  return {
    error: serverError({ response, modelName }),
    retryAfterInMs: retryAfterInMs({ headers: response.headers, now: Date.now() }),
  };
}

/** `undefined`: give up. */
function delayBeforeRetry({
  failure,
  sending: { retry, mayRetry },
  attempt,
}: {
  failure: Failure;
  sending: Sending;
  attempt: number;
}): number | undefined {
  const canRetry = mayRetry && failure.error.isRetryable && attempt < retry.maxRetries;
  const asked = failure.retryAfterInMs ?? 0;
  if (!canRetry || asked > retry.maxRetryAfterInMs) return undefined;
  return asked + jitteredDelayInMs({ attempt, settings: retry });
}

function timedOut({ modelName, call }: Sending, cause: unknown): WireError {
  return new WireError({
    code: 'TIMED_OUT',
    message: `No answer for model ${JSON.stringify(modelName)} within ${call.timeoutInMs} ms.`,
    hint: 'Give the call more time with `timeoutInMs`, or send fewer rows at once.',
    effect: 'unknown',
    cause,
    data: { modelName },
  });
}
