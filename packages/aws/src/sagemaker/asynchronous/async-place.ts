import type { Json } from '@torchrelay/core/target';

/** Below the store's place: what waits to be answered, what was, and what could not be. */
export interface AsyncPlace {
  /** `s3://bucket/prefix/async/demo/output` */
  readonly output: string;
  readonly failure: string;
}

export function asyncPlace(storeLocation: string, name: string): AsyncPlace {
  const folder = `${storeLocation}/${asyncFolder(name)}`;
  return { output: `${folder}output`, failure: `${folder}failure` };
}

/** Key prefix of everything that is asked of one endpoint. */
export function asyncFolder(name: string): string {
  return `async/${name}/`;
}

/** Where an endpoint's requests are put, by its address; `undefined` for one that answers at once. */
export function asyncStoreOf(address: Json): string | undefined {
  const isObject = typeof address === 'object' && address !== null && 'requests' in address;
  return isObject && typeof address.requests === 'string' ? address.requests : undefined;
}
