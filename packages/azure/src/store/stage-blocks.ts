import { createHash } from 'node:crypto';

import type { BlockBlobClient } from '@azure/storage-blob';
import type { RangeSource } from '@torchrelay/core/target';

import { blockId } from './block-id.ts';
import { createBlockLanes } from './block-lanes.ts';
import type { BlockPlan } from './block-plan.ts';
import { type BlobRequest, sendBlobRequest } from './blob-request.ts';
import { readBlocks } from './read-blocks.ts';
import { requestBody } from './request-body.ts';

interface Staging extends Omit<BlobRequest, 'verb'> {
  readonly client: BlockBlobClient;
  readonly source: RangeSource;
  readonly plan: BlockPlan;
  /** Names and sizes of the blocks that are there already. */
  readonly present: ReadonlyMap<string, number>;
  readonly onProgress: (bytes: number) => void;
}

/** All blocks of a content are with the service, and wait to be made a blob. */
export interface StagedBlocks {
  readonly ids: readonly string[];
  readonly bytes: number;
  readonly md5: Buffer;
  /** In hex. */
  readonly sha256: string;
}

/**
 * Reads a source once, from its beginning to its end, and sends what is not there yet: several blocks at once,
 * each held in memory until it has arrived.
 */
export async function stageBlocks(staging: Staging): Promise<StagedBlocks> {
  const { source, plan, present, onProgress, call } = staging;
  const stop = new AbortController();
  const abortSignal = AbortSignal.any([
    stop.signal,
    ...(call.abortSignal === undefined ? [] : [call.abortSignal]),
  ]);
  const lanes = createBlockLanes({
    count: plan.parallel,
    blockBytes: plan.blockBytes,
    onFailure: () => stop.abort(),
  });
  // Hashing costs as much as sending: a file that vouches for its digest is not hashed again.
  const isVouchedFor = source.path !== undefined && source.check !== undefined;
  const known = isVouchedFor ? source.sha256 : undefined;
  const md5 = createHash('md5');
  const sha256 = known === undefined ? createHash('sha256') : undefined;
  const ids: string[] = [];
  let [bytes, arrived] = [0, 0];
  const tell = ({ length }: Buffer): void => {
    arrived += length;
    onProgress(arrived);
  };
  try {
    for await (const block of readBlocks(source, lanes, { abortSignal })) {
      md5.update(block);
      sha256?.update(block);
      const blockMd5 = createHash('md5').update(block).digest();
      const id = blockId(ids.length, blockMd5);
      ids.push(id);
      bytes += block.length;
      const isPresent = present.get(id) === block.length;
      lanes.run(block, async () => {
        if (!isPresent)
          await stageBlock({ ...staging, call: { abortSignal }, id, block, blockMd5 });
        tell(block);
      });
    }
    if (known !== undefined) await source.check?.({ abortSignal });
  } catch (error) {
    // What a block failed with, where that is why reading was stopped; else the blocks are stopped by reading's failure.
    const wasStopped = abortSignal.aborted;
    stop.abort();
    const [blocks] = await Promise.allSettled([lanes.settled()]);
    throw wasStopped && blocks.status === 'rejected' ? blocks.reason : error;
  }
  await lanes.settled();
  return { ids, bytes, md5: md5.digest(), sha256: sha256?.digest('hex') ?? known ?? '' };
}

async function stageBlock({
  client,
  id,
  block,
  blockMd5,
  ...request
}: Staging & {
  readonly id: string;
  readonly block: Buffer;
  readonly blockMd5: Buffer;
}): Promise<void> {
  await sendBlobRequest({ ...request, verb: 'write' }, (options) =>
    client.stageBlock(id, requestBody(block), block.length, {
      ...options,
      transactionalContentMD5: blockMd5,
    }),
  );
}
