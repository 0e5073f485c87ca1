import { TorchrelayError } from '@torchrelay/core';

const validKey = /^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[\w./-]{1,512}$/;

/**
 * The blob of a key.
 *
 * @throws TorchrelayError `STORE_KEY_INVALID` for a key that would leave the store
 */
export function blobName(prefix: string, key: string): string {
  if (validKey.test(key)) return prefix + key;
  throw new TorchrelayError({
    code: 'STORE_KEY_INVALID',
    message: `"${key}" is no key of an object store.`,
  });
}

/** With one slash at its end, and none before: an empty first segment is a folder without a name. */
export function normalPrefix(prefix: string): string {
  const inner = prefix.replaceAll(/^\/+|\/+$/g, '');
  return inner === '' ? '' : `${inner}/`;
}
