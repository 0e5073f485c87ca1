import { setTimeout as sleep } from 'node:timers/promises';

import type { BlobClient } from '@azure/storage-blob';
import { TorchrelayError } from '@torchrelay/core';
import type { ObjectHead } from '@torchrelay/core/target';

import { blobFailure } from './blob-failure.ts';
import { type BlobProperties, headOf, readProperties } from './blob-head.ts';
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
  await sendBlobRequest({ ...request, verb: 'copy' }, ({ abortSignal }) =>
    to.beginCopyFromURL(from.url, { abortSignal }),
  );
  let copyId: string | undefined;
  try {
    for (;;) {
      const properties = await readProperties(to, request);
      copyId = properties?.copyId;
      if (properties?.copyStatus !== 'pending') return ended(copy, properties);
      request.call.onDetail?.(describe(toKey, properties.copyProgress));
      await sleep(pollInMs, undefined, { signal: request.call.abortSignal });
    }
  } catch (error) {
    const { abortSignal } = request.call;
    if (abortSignal?.aborted === true) await undo(to, copyId);
    throw blobFailure(error, { ...request, verb: 'copy', abortSignal });
  }
}

async function ended(
  { to, toKey, place }: Copy,
  properties: BlobProperties | undefined,
): Promise<ObjectHead> {
  if (properties?.copyStatus === 'success') return headOf(toKey, properties);
  await undo(to, undefined);
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

/** A stopped copy leaves a blob without content. Nobody waits long for it to go: it counts as absent. */
async function undo(to: BlobClient, copyId: string | undefined): Promise<void> {
  const abortSignal = AbortSignal.timeout(5000);
  const ignore = (): undefined => undefined;
  if (copyId !== undefined) await to.abortCopyFromURL(copyId, { abortSignal }).catch(ignore);
  await to.deleteIfExists({ abortSignal }).catch(ignore);
}
