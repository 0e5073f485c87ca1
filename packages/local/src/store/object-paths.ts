import { join } from 'node:path';

import { TorchrelayError } from '@torchrelay/core';

/** Where the parts of one object are. */
export interface ObjectPaths {
  /** Its bytes, under its own key: a package's folder can be served as it is. */
  readonly content: string;
  /** Its SHA-256, for the very content that it was written with. */
  readonly digest: string;
  readonly lock: string;
}

const validKey = /^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[\w./-]{1,512}$/;

/** @throws TorchrelayError `STORE_KEY_INVALID` for a key that would leave the store */
export function objectPaths(root: string, key: string): ObjectPaths {
  if (!validKey.test(key)) {
    throw new TorchrelayError({
      code: 'STORE_KEY_INVALID',
      message: `"${key}" is no key of an object store.`,
    });
  }
  return {
    content: join(objectsFolder(root), key),
    digest: join(root, 'digests', key),
    lock: join(root, 'locks', key.replaceAll('/', '__')),
  };
}

export function objectsFolder(root: string): string {
  return join(root, 'objects');
}
