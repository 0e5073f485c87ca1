import type { Call } from '@torchrelay/core/target';

import { blobFailure, type BlobVerb } from './blob-failure.ts';
import type { BlobPlace } from './blob-place.ts';
import { guardAgainstSilence, type SilenceGuard } from './silence-guard.ts';

export interface BlobRequest {
  readonly verb: BlobVerb;
  readonly place: BlobPlace;
  readonly call: Call;
  readonly silenceInMs: number;
}

/** What the library is given with every request. */
export interface SendOptions {
  readonly abortSignal: AbortSignal;
  /** Told of what has moved, which keeps the request alive. */
  readonly onProgress: () => void;
}

/** Makes one request. What it fails with is thrown in our words. */
export async function sendBlobRequest<Result>(
  request: BlobRequest,
  send: (options: SendOptions) => Promise<Result>,
): Promise<Result> {
  using guard = guardAgainstSilence(request.call, request.silenceInMs);
  try {
    guard.watch();
    return await send({ abortSignal: guard.abortSignal, onProgress: () => guard.watch() });
  } catch (error) {
    throw requestFailure(error, request, guard);
  }
}

export function requestFailure(error: unknown, request: BlobRequest, guard: SilenceGuard): Error {
  const { verb, place, call, silenceInMs } = request;
  const { abortSignal } = call;
  return blobFailure(error, {
    verb,
    place,
    abortSignal,
    ...(guard.hasFired() && { silenceInMs }),
  });
}
