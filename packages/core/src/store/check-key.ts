import { TorchrelayError } from '../errors/torchrelay-error.ts';

/** As freely as scripts name their files, and as long as S3 and Blob take. */
const validKey = /^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[^\\\p{Cc}\p{Cs}]{1,1024}$/su;

/**
 * The key itself, if every store can have it.
 *
 * @throws TorchrelayError `STORE_KEY_INVALID` for a key that would leave a store, or that some platform's file system or
 * service does not take
 */
export function checkKey(key: string): string {
  if (validKey.test(key)) return key;
  throw new TorchrelayError({
    code: 'STORE_KEY_INVALID',
    message: `"${JSON.stringify(key).slice(1, -1)}" is no key of an object store.`,
    hint: 'A key is a relative path of at most 1024 characters, without backslashes, control characters, and parts that are empty, "." or "..". Give the file another name.',
  });
}
