import { createHash } from 'node:crypto';

import type { BlobRequestConditions, BlockBlobClient } from '@azure/storage-blob';
import { readAll, TorchrelayError } from '@torchrelay/core';
import type { ObjectHead, RangeSource, WriteOptions } from '@torchrelay/core/target';

import { isAbsence } from './blob-failure.ts';
import { type BlobProperties, headOf, readHead, sha256Metadata } from './blob-head.ts';
import { describeContainer } from './blob-place.ts';
import { type BlobRequest, sendBlobRequest } from './blob-request.ts';
import { planBlocks, smallestBlockBytes } from './block-plan.ts';
import { requestBody } from './request-body.ts';
import { type StagedBlocks, stageBlocks } from './stage-blocks.ts';

export interface Upload extends Omit<BlobRequest, 'verb'> {
  readonly client: BlockBlobClient;
  readonly key: string;
  readonly source: RangeSource;
  readonly options: WriteOptions;
  /** Up to this size a blob is one request; above it is sent in blocks of at least this size. */
  readonly blockBytes?: number;
}

/**
 * Writes a blob: nobody sees it before its last byte has arrived and its content is what was announced. An upload
 * that ends before leaves blocks that belong to no blob; the next one goes on from them, and Azure drops them a
 * week after the last.
 */
export async function uploadBlob(upload: Upload): Promise<ObjectHead> {
  const { source, blockBytes = smallestBlockBytes } = upload;
  return source.size <= blockBytes ? putWhole(upload) : putInBlocks(upload, blockBytes);
}

async function putWhole(upload: Upload): Promise<ObjectHead> {
  const { client, source, options, call } = upload;
  const bytes = await readAll(source, call);
  const content: Content = {
    bytes: bytes.length,
    md5: createHash('md5').update(bytes).digest(),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  checkArrival(upload, content);
  const written = await sendBlobRequest({ ...upload, verb: 'write' }, (sending) =>
    client.upload(requestBody(bytes), bytes.length, { ...sending, ...described(content, options) }),
  );
  options.onProgress?.(bytes.length);
  return writtenHead(upload, content, written);
}

async function putInBlocks(upload: Upload, blockBytes: number): Promise<ObjectHead> {
  const { client, key, source, options } = upload;
  const existing = await readHead(client, key, upload);
  if (existing !== undefined) {
    if (options.ifAbsent === true) throw preconditionFailed(upload);
    if (isSame(existing, upload)) return existing;
  }
  const staged = await stageBlocks({
    ...upload,
    plan: planBlocks(source.size, blockBytes),
    present: await presentBlocks(upload),
    onProgress: options.onProgress ?? (() => {}),
  });
  checkArrival(upload, staged);
  const written = await sendBlobRequest({ ...upload, verb: 'write' }, ({ abortSignal }) =>
    client.commitBlockList([...staged.ids], { abortSignal, ...described(staged, options) }),
  );
  return writtenHead(upload, staged, written);
}

/** A conditional write means to change something, if only the time of writing: it is always made. */
function isSame({ size, sha256 }: ObjectHead, { source, options }: Upload): boolean {
  if (options.ifMatch !== undefined || source.sha256 === undefined) return false;
  return size === source.size && sha256 === source.sha256;
}

/** What an earlier upload has left there. */
async function presentBlocks(upload: Upload): Promise<ReadonlyMap<string, number>> {
  try {
    const { uncommittedBlocks = [] } = await sendBlobRequest(
      { ...upload, verb: 'read' },
      ({ abortSignal }) => upload.client.getBlockList('uncommitted', { abortSignal }),
    );
    return new Map(uncommittedBlocks.map(({ name, size }) => [name, size]));
  } catch (error) {
    if (isAbsence(error)) return new Map();
    throw error;
  }
}

type Content = Pick<StagedBlocks, 'bytes' | 'md5' | 'sha256'>;

/** The service checks the MD5 of a small blob, and keeps that of a large one, whose blocks it has checked. */
function described(
  { md5, sha256 }: Content,
  { ifAbsent = false, ifMatch }: WriteOptions,
): {
  readonly blobHTTPHeaders: { readonly blobContentMD5: Uint8Array };
  readonly metadata: Record<string, string>;
  readonly conditions: BlobRequestConditions;
} {
  return {
    blobHTTPHeaders: { blobContentMD5: md5 },
    metadata: { [sha256Metadata]: sha256 },
    conditions: {
      ...(ifAbsent && { ifNoneMatch: '*' }),
      ...(ifMatch !== undefined && { ifMatch }),
    },
  };
}

function writtenHead(
  { key }: Upload,
  { bytes, sha256 }: Content,
  written: BlobProperties,
): ObjectHead {
  return headOf(key, {
    ...written,
    contentLength: bytes,
    metadata: { [sha256Metadata]: sha256 },
  });
}

function checkArrival({ key, source }: Upload, { bytes, sha256 }: Content): void {
  const isSameContent = source.sha256 === undefined || source.sha256 === sha256;
  if (bytes === source.size && isSameContent) return;
  throw new TorchrelayError({
    code: 'CONTENT_MISMATCH',
    message: `What was read for ${key} is not what was announced: ${bytes} of ${source.size} bytes, SHA-256 ${sha256.slice(0, 12)}….`,
    hint: 'The model file may have changed while it was sent. Run the command again.',
    recovery: 'retry',
  });
}

function preconditionFailed({ key, place }: Upload): TorchrelayError {
  return new TorchrelayError({
    code: 'PRECONDITION_FAILED',
    message: `There already is a ${key} in ${describeContainer(place)}.`,
  });
}
