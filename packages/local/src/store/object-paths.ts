import { join } from 'node:path';

import { checkKey, sha256Hex } from '@torchrelay/core/target-utils';

/** Where the parts of one object are. */
export interface ObjectPaths {
  /** Its bytes, under its own key: a package's folder can be served as it is. */
  readonly content: string;
  /** Its SHA-256, for the very content that it was written with. */
  readonly digest: string;
  readonly lock: string;
}

/** @throws TorchrelayError `STORE_KEY_INVALID` for a key that would leave the store */
export function objectPaths(root: string, key: string): ObjectPaths {
  checkKey(key);
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
