import type {
  PipelinePolicy,
  PipelineResponse,
  RestError as RestErrorType,
  SendRequest,
} from '@azure/core-rest-pipeline';

/**
 * Takes a request for lost that has had no answer for so long: without it a dead connection is waited for until the
 * system notices, in hours. It fails as if the system had noticed, so that the pipeline asks again.
 */
export function silencePolicy({
  silenceInMs,
  RestError,
}: {
  readonly silenceInMs: number;
  /** Of the library, which is loaded by whoever makes the policy. */
  readonly RestError: typeof RestErrorType;
}): PipelinePolicy {
  return {
    name: 'silence',
    async sendRequest(request, next: SendRequest): Promise<PipelineResponse> {
      const { abortSignal } = request;
      const silence = new AbortController();
      const timer = setTimeout(() => silence.abort(), silenceInMs);
      const follow = (): void => silence.abort();
      abortSignal?.addEventListener('abort', follow, { once: true });
      request.abortSignal = silence.signal;
      try {
        return await next(request);
      } catch (error) {
        if (!silence.signal.aborted || abortSignal?.aborted === true) throw error;
        throw new RestError(`no answer for ${silenceInMs / 1000} s`, {
          code: 'ETIMEDOUT',
          request,
        });
      } finally {
        clearTimeout(timer);
        abortSignal?.removeEventListener('abort', follow);
        if (abortSignal === undefined) delete request.abortSignal;
        else request.abortSignal = abortSignal;
      }
    },
  };
}
