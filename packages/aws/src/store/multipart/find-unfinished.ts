import { serviceCodeOf } from '../../client/aws-failure.ts';
import type { KeyRequest } from '../object-head.ts';
import { listParts } from './list-parts.ts';
import { listUploads } from './list-uploads.ts';
import { bytesOfPart, type PartLayout } from './part-layout.ts';
import type { SentPart, Upload } from './upload.ts';

/** An upload of this very content that was begun and not ended: the one that has got furthest. */
export async function findUnfinished(
  request: KeyRequest,
  layout: PartLayout,
): Promise<Upload | undefined> {
  let furthest: Upload | undefined;
  for await (const { key, uploadId } of listUploads(request, request.key)) {
    if (key !== request.key) continue;
    const present = await partsOf(request, { uploadId, layout });
    if (present.size > (furthest?.present.size ?? 0)) furthest = { id: uploadId, present };
  }
  return furthest;
}

/** None where one is not of this content, or where the upload has just ended. */
async function partsOf(
  request: KeyRequest,
  { uploadId, layout }: { readonly uploadId: string; readonly layout: PartLayout },
): Promise<ReadonlyMap<number, SentPart>> {
  const present = new Map<number, SentPart>();
  try {
    for await (const part of listParts(request, uploadId)) {
      const { PartNumber: number = 0, Size: size, ETag: etag = '', ChecksumCRC32: crc32 } = part;
      if (crc32 === undefined || size !== bytesOfPart(number, layout)) return new Map();
      present.set(number, { number, etag, crc32 });
    }
  } catch (error) {
    if (serviceCodeOf(error) === 'NoSuchUpload') return new Map();
    throw error;
  }
  return present;
}
