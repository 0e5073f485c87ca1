import type { Json } from '@torchrelay/core/target';
import { TorchrelayError } from '@torchrelay/core';

export function serverUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** The URL in an endpoint's address. @throws TorchrelayError `NOT_DEPLOYED` */
export function urlIn(address: Json, name: string): string {
  const isObject = typeof address === 'object' && address !== null && !Array.isArray(address);
  const url = isObject ? (address as { readonly url?: Json }).url : undefined;
  if (typeof url === 'string') return url;
  throw new TorchrelayError({
    code: 'NOT_DEPLOYED',
    message: `No server runs on this machine under the name "${name}".`,
    hint: 'See what is there: torchrelay list',
    data: { name },
  });
}
