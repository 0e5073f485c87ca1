import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

import type { Call } from '@torchrelay/core/target';

import { checkContent } from '../content-mismatch.ts';
import { objectKey, sendToS3 } from '../s3-request.ts';
import { filledParts } from './filled-parts.ts';
import { createPartBuffers, type PartBuffers } from './part-buffers.ts';
import type { PartLayout } from './part-layout.ts';
import type { PartedWrite } from './parted-write.ts';
import type { SentPart, Upload } from './upload.ts';

export interface PartSending extends PartedWrite {
  readonly upload: Upload;
  readonly layout: PartLayout;
}

/**
 * Reads the source once, from its beginning to its end, and sends what is not there yet: several parts at once.
 * What is there is recognised by its checksum. Whatever happens, nothing is under way when this returns.
 */
export async function sendParts(sending: PartSending): Promise<readonly SentPart[]> {
  const { layout, key, source } = sending;
  const stop = new AbortController();
  const buffers = createPartBuffers({
    count: layout.parallel,
    partBytes: layout.partBytes,
    onFailure: () => stop.abort(),
  });
  const parts: SentPart[] = [];
  try {
    const call = stoppedBy(stop.signal, sending.call);
    const read = await readAndSend({ ...sending, call }, { buffers, parts });
    await buffers.settled();
    const failure = buffers.failure();
    if (failure !== undefined) throw failure.error;
    checkContent({ key, source, ...read });
  } catch (error) {
    // Where a part failed, reading was stopped because of it.
    const first = buffers.failure() ?? { error };
    stop.abort();
    await buffers.settled();
    throw first.error;
  }
  return parts.toSorted((a, b) => a.number - b.number);
}

/**
 * What was read of the source, when all of it was, and the last parts are still under way. Hashing costs as much as
 * sending: a file that vouches for its digest is not hashed again.
 */
async function readAndSend(
  sending: PartSending,
  { buffers, parts }: { readonly buffers: PartBuffers; readonly parts: SentPart[] },
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const { source, call } = sending;
  const isVouchedFor = source.path !== undefined && source.check !== undefined;
  const hash = isVouchedFor ? undefined : createHash('sha256');
  const tell = progressOf(sending);
  let total = 0;
  let number = 0;
  for await (const { buffer, bytes } of filledParts(source, call, () => buffers.take())) {
    const part = { number: (number += 1), bytes };
    total += bytes.length;
    hash?.update(bytes);
    buffers.lend(buffer, async () => {
      parts.push(await bring(part, sending));
      tell(bytes.length);
    });
  }
  if (isVouchedFor) await source.check?.(call);
  return { bytes: total, sha256: hash?.digest('hex') ?? sending.sha256 };
}

function stoppedBy(stop: AbortSignal, call: Call): Call & { readonly abortSignal: AbortSignal } {
  const { abortSignal } = call;
  return {
    ...call,
    abortSignal: abortSignal === undefined ? stop : AbortSignal.any([stop, abortSignal]),
  };
}

function progressOf({ options: { onProgress } }: PartSending): (bytes: number) => void {
  let arrived = 0;
  return (bytes) => {
    arrived += bytes;
    onProgress?.(arrived);
  };
}

interface Part {
  readonly number: number;
  readonly bytes: Uint8Array;
}

async function bring(part: Part, sending: PartSending): Promise<SentPart> {
  const checksum = base64Crc32(part.bytes);
  const present = sending.upload.present.get(part.number);
  return present?.crc32 === checksum ? present : send(part, checksum, sending);
}

async function send(
  { number, bytes }: Part,
  checksum: string,
  sending: PartSending,
): Promise<SentPart> {
  const { bucket, key, upload } = sending;
  const { ETag: etag = '' } = await sendToS3(
    { ...sending, verb: 'write', permission: 's3:PutObject' },
    (client, options) =>
      client.uploadPart(
        {
          ...bucket.address,
          Key: objectKey(bucket, key),
          UploadId: upload.id,
          PartNumber: number,
          Body: bytes,
          ContentLength: bytes.length,
          ChecksumCRC32: checksum,
        },
        options,
      ),
  );
  return { number, etag, crc32: checksum };
}

function base64Crc32(bytes: Uint8Array): string {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(bytes));
  return checksum.toString('base64');
}
