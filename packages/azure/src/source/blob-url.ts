import { TorchrelayError } from '@torchrelay/core';

/** A blob's URL in its parts. */
export interface BlobAddress {
  /** With the shared access signature, where the URL has one. */
  readonly accountUrl: string;
  readonly container: string;
  readonly blob: string;
}

/** `account.blob.core.windows.net`, its zones, and the other clouds'. */
const blobHost = /^[a-z0-9]{3,24}(?:-secondary)?\.(?:z\d+\.)?blob\.(?:core|storage)\.[a-z0-9.]+$/;

/**
 * @param url `https://account.blob.core.windows.net/container/path/model.pt`; Azurite has the account's name in
 *   its path
 * @throws TorchrelayError `BLOB_URL_INVALID`
 */
export function parseBlobUrl(url: string): BlobAddress {
  if (!URL.canParse(url)) throw invalid(url);
  const { origin, hostname, pathname, search } = new URL(url);
  const segments = pathname.slice(1).split('/').map(decodeURIComponent);
  const account = blobHost.test(hostname) ? [] : segments.splice(0, 1);
  const [container = '', ...rest] = segments;
  const blob = rest.join('/');
  if (container === '' || blob === '') throw invalid(withoutQuery(url));
  return { accountUrl: [origin, ...account].join('/') + search, container, blob };
}

/** A signature is a secret. */
export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

function invalid(url: string): TorchrelayError {
  return new TorchrelayError({
    code: 'BLOB_URL_INVALID',
    message: `${url} is no address of a blob.`,
    hint: 'Write it as https://ACCOUNT.blob.core.windows.net/CONTAINER/PATH/model.pt',
  });
}
