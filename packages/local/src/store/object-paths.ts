import { join } from 'node:path';

import { TorchrelayError } from '@torchrelay/core';
import { sha256Hex } from '@torchrelay/core/target-utils';

/** Where the parts of one object are. */
export interface ObjectPaths {
  /** Its bytes, under its own key: a package's folder can be served as it is. */
  readonly content: string;
  /** Its SHA-256, for the very content that it was written with. */
  readonly digest: string;
  readonly lock: string;
}

/** As freely as scripts name their files. As long as S3 and Blob take. */
const validKey = /^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[^\\\p{Cc}\p{Cs}]{1,1024}$/su;

/** @throws TorchrelayError `STORE_KEY_INVALID` for a key that would leave the store */
export function objectPaths(root: string, key: string): ObjectPaths {
  if (!validKey.test(key)) {
    throw new TorchrelayError({
      code: 'STORE_KEY_INVALID',
      message: `"${JSON.stringify(key).slice(1, -1)}" is no key of an object store.`,
      hint: 'A key is a relative path of at most 1024 characters, without backslashes, control characters, and parts that are empty, "." or "..". Give the file another name.',
    });
  }
  return {
    content: join(objectsFolder(root), key),
    digest: join(root, 'digests', key),
    // A key may be longer than the name of a file.
    lock: join(root, 'locks', sha256Hex(key)),
  };
}

export function objectsFolder(root: string): string {
  return join(root, 'objects');
}
