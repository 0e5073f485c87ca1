import { TorchrelayError } from '@torchrelay/core';

const validKey = /^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[\w./-]{1,512}$/;

/** @throws TorchrelayError `STORE_KEY_INVALID`: S3 would take it, and other stores would not */
export function checkKey(key: string): string {
  if (validKey.test(key)) return key;
  throw new TorchrelayError({
    code: 'STORE_KEY_INVALID',
    message: `"${key}" is no key of an object store.`,
    hint: 'A key is at most 512 letters, digits, and - _ . /, without a part that is empty, "." or "..". Give the file another name.',
  });
}
