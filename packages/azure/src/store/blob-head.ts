import type { BlobClient } from '@azure/storage-blob';
import type { ObjectHead } from '@torchrelay/core/target';

import { isAbsence } from './blob-failure.ts';
import { type BlobRequest, sendBlobRequest } from './blob-request.ts';

/** What the library says of a blob. */
export interface BlobProperties {
  readonly etag?: string | undefined;
  readonly lastModified?: Date | undefined;
  readonly date?: Date | undefined;
  readonly contentLength?: number | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly copyId?: string | undefined;
  readonly copyStatus?: string | undefined;
  /** `1234567/13000000000` */
  readonly copyProgress?: string | undefined;
  readonly copyStatusDescription?: string | undefined;
}

/** Where a blob keeps the SHA-256 of its content: Azure itself knows MD5 alone. */
export const sha256Metadata = 'sha256';

/** Azure's clock tells whole seconds. */
export function headOf(key: string, properties: BlobProperties): ObjectHead {
  const { etag = '', lastModified, date, contentLength = 0, metadata } = properties;
  const modifiedAt = lastModified?.getTime() ?? 0;
  const sha256 = metadata?.[sha256Metadata];
  return {
    key,
    size: contentLength,
    etag,
    modifiedAt,
    serverTime: date?.getTime() ?? modifiedAt,
    ...(sha256 !== undefined && { sha256 }),
  };
}

/** `undefined` where there is nothing, or nothing whole: the target of a copy is there before its content is. */
export async function readHead(
  client: BlobClient,
  key: string,
  request: Omit<BlobRequest, 'verb'>,
): Promise<ObjectHead | undefined> {
  const properties = await readProperties(client, request);
  return properties === undefined || !isWhole(properties) ? undefined : headOf(key, properties);
}

export async function readProperties(
  client: BlobClient,
  request: Omit<BlobRequest, 'verb'>,
): Promise<BlobProperties | undefined> {
  try {
    return await sendBlobRequest({ ...request, verb: 'read' }, ({ abortSignal }) =>
      client.getProperties({ abortSignal }),
    );
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

export function isWhole({ copyStatus }: BlobProperties): boolean {
  return copyStatus === undefined || copyStatus === 'success';
}
