import { checkKey } from '@torchrelay/core/target-utils';

/**
 * The blob of a key.
 *
 * @throws TorchrelayError `STORE_KEY_INVALID` for a key that would leave the store
 */
export function blobName(prefix: string, key: string): string {
  return prefix + checkKey(key);
}

/** With one slash at its end, and none before: an empty first segment is a folder without a name. */
export function normalPrefix(prefix: string): string {
  const inner = prefix.replaceAll(/^\/+|\/+$/g, '');
  return inner === '' ? '' : `${inner}/`;
}
