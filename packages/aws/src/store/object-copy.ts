import type { ObjectHead } from '@torchrelay/core/target';

import type { KeyRequest } from './object-head.ts';
import { objectKey } from './s3-request.ts';

export interface ObjectCopy extends KeyRequest {
  /** What is copied; `key` is where to. */
  readonly from: ObjectHead;
}

/** The version that was looked at, and no later one. */
export function sourceOf({ bucket, from }: ObjectCopy): {
  readonly CopySource: string;
  readonly CopySourceIfMatch: string;
} {
  const path = `${bucket.name}/${objectKey(bucket, from.key)}`;
  // Each part by itself: a question mark would begin a version, and a plus sign be a space.
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return { CopySource: encoded, CopySourceIfMatch: from.etag };
}
