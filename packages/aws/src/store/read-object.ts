import { TorchrelayError } from '@torchrelay/core';
import type { ObjectHead, RangeSource } from '@torchrelay/core/target';

import { serviceCodeOf } from '../client/aws-failure.ts';
import {
  findObject,
  headOf,
  isAbsence,
  type KeyRequest,
  preconditionFailed,
  unlessAbsent,
} from './object-head.ts';
import { objectKey, s3Failure, sendToS3 } from './s3-request.ts';

/** Leases, releases and markers are smaller, so that reading one is one request. */
const firstBytes = 64 * 1024;
/** How often reading goes on after a line that was cut, without a byte between. */
const fruitlessAttempts = 4;

export interface OpenObject {
  readonly head: ObjectHead;
  readonly source: RangeSource;
}

/** The head, and a source that reads from this version alone. `undefined` where there is no such object. */
export async function readObject(request: KeyRequest): Promise<OpenObject | undefined> {
  try {
    return await unlessAbsent(openObject(request));
  } catch (error) {
    if (serviceCodeOf(error) !== 'InvalidRange') throw error;
    // An empty object has no first byte to ask for.
    const found = await findObject(request);
    return found && { head: found.head, source: sourceOf(request, found.head, new Uint8Array()) };
  }
}

async function openObject(request: KeyRequest): Promise<OpenObject> {
  const { bucket, key } = request;
  return sendToS3(
    { ...request, verb: 'read', permission: 's3:GetObject' },
    async (client, options) => {
      const range = { Range: `bytes=0-${firstBytes - 1}` };
      const asked = { ...bucket.address, Key: objectKey(bucket, key), ...range };
      const answer = await client.getObject(asked, options);
      const start = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
      const head = headOf(key, answer);
      return { head, source: sourceOf(request, head, start) };
    },
  );
}

/** @param start the object's first bytes, which were read with its head */
function sourceOf(request: KeyRequest, head: ObjectHead, start: Uint8Array): RangeSource {
  return {
    size: head.size,
    ...(head.sha256 !== undefined && { sha256: head.sha256 }),
    async *read(offset, length, call = {}) {
      const known = start.subarray(offset, offset + length);
      if (known.length > 0) yield known;
      if (known.length === length) return;
      yield* readOn(
        { ...request, call },
        { etag: head.etag, offset: offset + known.length, end: offset + length },
      );
    },
  };
}

interface Range {
  readonly etag: string;
  readonly offset: number;
  /** One past the last byte. */
  readonly end: number;
}

/** Goes on where a cut line left off: hours of a download are not lost with a connection. */
async function* readOn(request: KeyRequest, range: Range): AsyncIterable<Uint8Array> {
  let { offset } = range;
  for (let fruitless = 0; offset < range.end;) {
    try {
      for await (const chunk of await streamRange(request, { ...range, offset })) {
        offset += chunk.length;
        fruitless = 0;
        yield chunk;
      }
    } catch (error) {
      const failure = pinned(error, request);
      fruitless += 1;
      if (!isRetryable(failure) || fruitless >= fruitlessAttempts) throw failure;
    }
  }
}

async function streamRange(
  request: KeyRequest,
  { etag, offset, end }: Range,
): Promise<AsyncIterable<Uint8Array>> {
  const { bucket, key } = request;
  const answer = await sendToS3(
    { ...request, verb: 'read', permission: 's3:GetObject' },
    (client, options) =>
      client.getObject(
        {
          ...bucket.address,
          Key: objectKey(bucket, key),
          Range: `bytes=${offset}-${end - 1}`,
          IfMatch: etag,
        },
        options,
      ),
  );
  // In Node a body is a stream, which is one of these.
  return answer.Body as AsyncIterable<Uint8Array>;
}

function pinned(error: unknown, request: KeyRequest): Error {
  if (isAbsence(error)) return preconditionFailed(request, 'removed');
  return s3Failure(error, { ...request, verb: 'read', permission: 's3:GetObject' });
}

function isRetryable(error: Error): boolean {
  return TorchrelayError.isInstance(error) && error.isRetryable;
}
