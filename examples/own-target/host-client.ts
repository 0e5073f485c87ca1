import { TorchrelayError } from '@torchrelay/core';
import type { Call } from '@torchrelay/core/target';

export interface HostRequest {
  readonly method?: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** One request, and whatever it is answered with. */
export type AskHost = (request: HostRequest, call: Call) => Promise<Response>;

export interface HostClient {
  /** Throws what the host could not do: for all but inference. */
  readonly ask: AskHost;
  /** Throws only where there is no answer: a model that fails is one. */
  readonly infer: AskHost;
}

/** All that knows HTTP, and what its failures mean to core: whether to try again, and whether something was done. */
export function hostClient(url: string): HostClient {
  const infer: AskHost = async (request, { abortSignal }) => {
    const { method = 'GET', path, headers = {}, body = null } = request;
    try {
      return await fetch(url + path, { method, headers, body, signal: abortSignal ?? null });
    } catch (cause) {
      abortSignal?.throwIfAborted();
      throw unreachable(url, method, cause);
    }
  };
  return {
    infer,
    async ask(request, call) {
      const response = await infer(request, call);
      if (response.status === 412) throw changed(request.path);
      if (response.status >= 500) throw unavailable(url, response.status);
      return response;
    },
  };
}

function unreachable(url: string, method: string, cause: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'UNREACHABLE',
    message: `The host at ${url} does not answer.`,
    hint: 'Check that it runs. What was begun goes on; the same call continues it.',
    recovery: 'retry',
    effect: method === 'GET' || method === 'HEAD' ? 'none' : 'unknown',
    cause,
  });
}

function unavailable(url: string, status: number): TorchrelayError {
  return new TorchrelayError({
    code: 'UNAVAILABLE',
    message: `The host at ${url} answered ${status}.`,
    hint: 'Look at what the host writes, and run the same call again.',
    recovery: 'retry',
    effect: 'unknown',
  });
}

function changed(path: string): TorchrelayError {
  return new TorchrelayError({
    code: 'PRECONDITION_FAILED',
    message: `${path} is not as it was seen.`,
    hint: 'Somebody else has changed it. Run the same call again.',
  });
}
