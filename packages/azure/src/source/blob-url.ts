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
  const address = partsOf(url);
  if (address.container === '' || address.blob === '') throw invalid(withoutQuery(url));
  return address;
}

/**
 * @param url `https://account.blob.core.windows.net/container/path/`, of a folder, or of all of a container
 * @returns the path with a final `/`, or empty
 * @throws TorchrelayError `BLOB_URL_INVALID`
 */
export function parseBlobFolder(url: string): BlobAddress {
  const { blob, ...place } = partsOf(url);
  if (place.container === '') throw invalid(withoutQuery(url));
  return { ...place, blob: blob === '' ? '' : `${blob.replace(/\/+$/, '')}/` };
}

/** @throws what `failure` makes where the text has a `%` that encodes nothing */
export function decodedOr(text: string, failure: () => TorchrelayError): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw failure();
  }
}

function partsOf(url: string): BlobAddress {
  if (!URL.canParse(url)) throw invalid(url);
  const { origin, hostname, pathname, search } = new URL(url);
  const segments = pathname
    .slice(1)
    .split('/')
    .map((segment) => decodedOr(segment, () => invalid(withoutQuery(url))));
  const account = blobHost.test(hostname) ? [] : segments.splice(0, 1);
  const [container = '', ...rest] = segments;
  return { accountUrl: [origin, ...account].join('/') + search, container, blob: rest.join('/') };
}

/** A signature is a secret. */
export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

function invalid(url: string): TorchrelayError {
  return new TorchrelayError({
    code: 'BLOB_URL_INVALID',
    message: `${url} is no address of a blob.`,
    hint: 'Write it as https://ACCOUNT.blob.core.windows.net/CONTAINER/PATH/model.pt, with %25 for a percent sign in a name.',
  });
}
