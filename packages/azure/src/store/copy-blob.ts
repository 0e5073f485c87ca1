import { setTimeout as sleep } from 'node:timers/promises';

import type { BlobClient } from '@azure/storage-blob';
import { TorchrelayError } from '@torchrelay/core';
import type { ObjectHead } from '@torchrelay/core/target';

import { blobFailure } from './blob-failure.ts';
import { type BlobProperties, headOf, isWhole, readProperties } from './blob-head.ts';
import { describeContainer } from './blob-place.ts';
import { type BlobRequest, sendBlobRequest } from './blob-request.ts';

interface Copy extends Omit<BlobRequest, 'verb'> {
  readonly from: BlobClient;
  readonly to: BlobClient;
  readonly toKey: string;
  readonly pollInMs: number;
}

/**
 * Copies within an account, which the service does by itself: nearly always at once, whatever the size. Until
 * it is done nothing is seen at the target; where it is stopped or fails, nothing stays there.
 */
export async function copyBlob(copy: Copy): Promise<ObjectHead> {
  const { from, to, toKey, pollInMs, ...request } = copy;
  const begun = await sendBlobRequest({ ...request, verb: 'copy' }, ({ abortSignal }) =>
    to.beginCopyFromURL(from.url, { abortSignal }),
  );
  try {
    for (;;) {
      const properties = await readProperties(to, request);
      if (properties?.copyStatus !== 'pending') return ended(copy, properties);
      request.call.onDetail?.(describe(toKey, properties.copyProgress));
      await sleep(pollInMs, undefined, { signal: request.call.abortSignal });
    }
  } catch (error) {
    const { abortSignal } = request.call;
    if (abortSignal?.aborted === true) await undo(to, copyIdOf(begun));
    throw blobFailure(error, { ...request, verb: 'copy', abortSignal });
  }
}

async function ended(
  { to, toKey, place }: Copy,
  properties: BlobProperties | undefined,
): Promise<ObjectHead> {
  // Ours, or what somebody has written over it meanwhile.
  if (properties !== undefined && isWhole(properties)) return headOf(toKey, properties);
  if (properties !== undefined) await removeUnwhole(to, AbortSignal.timeout(farewellInMs));
  throw new TorchrelayError({
    code: 'COPY_FAILED',
    message: `Azure gave the copy to ${place.blob} in ${describeContainer(place)} up: ${properties?.copyStatusDescription ?? 'it is not there any more'}.`,
    hint: 'Run the command again.',
    recovery: 'retry',
    data: { ...place },
  });
}

/** `1234567/13000000000` */
function describe(key: string, progress: string | undefined): string {
  const [done = 0, all = 0] = (progress ?? '').split('/').map(Number);
  return all > 0 ? `copying ${key}: ${Math.floor((done / all) * 100)} %` : `copying ${key}`;
}

/** The library tells it in the state that it writes out, and nowhere else while the copy is under way. */
function copyIdOf(begun: { toString(): string }): string | undefined {
  return (JSON.parse(begun.toString()) as { readonly state: { readonly copyId?: string } }).state
    .copyId;
}

/** Nobody waits longer for what is left of a copy to go: it counts as absent. In milliseconds. */
const farewellInMs = 5000;
const ignore = (): undefined => undefined;

async function undo(to: BlobClient, copyId: string | undefined): Promise<void> {
  const abortSignal = AbortSignal.timeout(farewellInMs);
  if (copyId !== undefined) await to.abortCopyFromURL(copyId, { abortSignal }).catch(ignore);
  await removeUnwhole(to, abortSignal);
}

/** A stopped copy leaves a blob without content. What somebody has written there since stays. */
async function removeUnwhole(to: BlobClient, abortSignal: AbortSignal): Promise<void> {
  const left = await to.getProperties({ abortSignal }).catch(ignore);
  if (left?.etag === undefined || isWhole(left)) return;
  await to.delete({ abortSignal, conditions: { ifMatch: left.etag } }).catch(ignore);
}
