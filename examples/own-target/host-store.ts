import { readAll } from '@torchrelay/core';
import type { ListedObject, ObjectHead, ObjectStore, RangeSource } from '@torchrelay/core/target';

import type { AskHost } from './host-client.ts';

/** Packages, releases and leases, as objects of the host. Conditions are the host's to judge: they are the only lock. */
export function hostStore(url: string, ask: AskHost): ObjectStore {
  const at = (key: string): string => `/objects/${encodeURIComponent(key)}`;
  return {
    doObserve: async () => ({ location: `${url}/objects`, exists: true }),
    plan: () => [],
    doStep: () => Promise.reject(new Error('The store has no steps.')),

    async doHead(key, call) {
      const response = await ask({ method: 'HEAD', path: at(key) }, call);
      return response.status === 404 ? undefined : headOf(key, response);
    },

    async doRead(key, call) {
      const response = await ask({ method: 'HEAD', path: at(key) }, call);
      if (response.status === 404) return undefined;
      const head = headOf(key, response);
      const source: RangeSource = {
        size: head.size,
        async *read(offset, length, later = call) {
          if (length === 0) return;
          const range = `bytes=${offset}-${offset + length - 1}`;
          const headers = { range, 'if-match': head.etag };
          const part = await ask({ path: at(key), headers }, later);
          yield new Uint8Array(await part.arrayBuffer());
        },
      };
      return { head, source };
    },

    async doWrite(key, source, { ifAbsent, ifMatch, onProgress }, call) {
      const body = Uint8Array.from(await readAll(source));
      const headers = {
        ...(ifAbsent === true && { 'if-none-match': '*' }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      };
      const response = await ask({ method: 'PUT', path: at(key), headers, body }, call);
      onProgress?.(body.length);
      return { ...headOf(key, response), size: body.length };
    },

    async *doList(prefix, call) {
      const path = `/objects/?prefix=${encodeURIComponent(prefix)}`;
      yield* (await (await ask({ path }, call)).json()) as ListedObject[];
    },

    async doDelete(key, { ifMatch }, call) {
      const headers: Record<string, string> = ifMatch === undefined ? {} : { 'if-match': ifMatch };
      await ask({ method: 'DELETE', path: at(key), headers }, call);
    },
  };
}

function headOf(key: string, { headers }: Response): ObjectHead {
  const number = (name: string): number => Number(headers.get(name));
  const etag = headers.get('etag') ?? '';
  return {
    key,
    etag,
    size: number('size'),
    // Core compares it: what is there whole is not sent again.
    sha256: headers.get('sha256') ?? undefined,
    modifiedAt: number('modified'),
    serverTime: number('now'),
  };
}
