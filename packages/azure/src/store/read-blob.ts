import type { BlobClient } from '@azure/storage-blob';
import { TorchrelayError } from '@torchrelay/core';
import type { Call, ObjectHead, RangeSource } from '@torchrelay/core/target';

import { goneSince, isAbsence } from './blob-failure.ts';
import { type BlobRequest, requestFailure } from './blob-request.ts';
import { guardAgainstSilence } from './silence-guard.ts';

/** A blob, and the version of it that is meant. */
interface PinnedBlob extends Omit<BlobRequest, 'verb' | 'call'> {
  readonly client: BlobClient;
  readonly etag: string;
}

interface ByteRange {
  readonly offset: number;
  readonly length: number;
  readonly call: Call;
}

/** The bytes of one version of a blob. */
export function blobRange(
  blob: Omit<PinnedBlob, 'etag'>,
  { size, etag, sha256 }: ObjectHead,
): RangeSource {
  return {
    size,
    ...(sha256 !== undefined && { sha256 }),
    read: (offset, length, call = {}) => readRange({ ...blob, etag }, { offset, length, call }),
  };
}

/** How often an answer may break without one byte more than the last time. */
const resumptions = 3;

/**
 * Goes on from the byte where a connection broke.
 *
 * @throws TorchrelayError `PRECONDITION_FAILED` when the blob is no longer the one with this etag
 */
async function* readRange(
  blob: PinnedBlob,
  { offset, length, call }: ByteRange,
): AsyncIterable<Uint8Array> {
  let [received, failures] = [0, 0];
  // Blob has no ranges without bytes.
  while (received < length) {
    const rest = { offset: offset + received, length: length - received, call };
    try {
      for await (const chunk of readOnce(blob, rest)) {
        received += chunk.length;
        failures = 0;
        yield chunk;
      }
    } catch (error) {
      failures += 1;
      const isPassing = TorchrelayError.isInstance(error) && error.isRetryable;
      if (!isPassing || failures > resumptions) throw error;
    }
  }
}

/** One request, whose answer may break before its end. */
async function* readOnce(
  { client, etag, ...request }: PinnedBlob,
  { offset, length, call }: ByteRange,
): AsyncIterable<Uint8Array> {
  using guard = guardAgainstSilence(call, request.silenceInMs);
  try {
    guard.watch();
    const { readableStreamBody } = await client.download(offset, length, {
      abortSignal: guard.abortSignal,
      conditions: { ifMatch: etag },
      // The library takes a connection that was cut for an abort, and resumes after other failures alone.
      maxRetryRequests: 0,
    });
    for await (const chunk of readableStreamBody ?? []) {
      guard.rest();
      yield chunk as Buffer;
      guard.watch();
    }
  } catch (error) {
    const failure = requestFailure(error, { ...request, verb: 'read', call }, guard);
    throw isAbsence(failure) ? goneSince(failure) : failure;
  }
}
