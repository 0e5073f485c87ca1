import { hashSource } from '@torchrelay/core/target-utils';
import type { ObjectHead } from '@torchrelay/core/target';

import { smallestPartBytes } from './multipart/part-layout.ts';
import { uploadInParts } from './multipart/upload-in-parts.ts';
import type { ObjectWrite } from './object-write.ts';
import { putObject } from './put-object.ts';

/**
 * Writes an object: in one request where it is small, else in parts, which nobody sees before the last one has
 * arrived. The digest is kept with the object, so that of a large source it has to be known first.
 */
export async function writeObject(write: ObjectWrite): Promise<ObjectHead> {
  const { source, call } = write;
  if (source.size <= smallestPartBytes) return putObject(write);
  const sha256 = await hashSource(source, call);
  return uploadInParts({ ...write, source: { ...source, sha256 }, sha256 });
}
