import { readAll, TorchrelayError } from '@torchrelay/core';
import { sha256Hex } from '@torchrelay/core/target-utils';
import type { ObjectHead, ObjectStore, RangeSource, WriteOptions } from '@torchrelay/core/target';

import type { MemoryCloud, MemoryObject } from './memory-cloud.ts';

/** The objects of a memory cloud. Its clock runs ahead of ours, as a server's may. */
export function memoryStore(
  cloud: MemoryCloud,
  { aheadInMs = 90_000 }: { readonly aheadInMs?: number } = {},
): ObjectStore {
  const { objects } = cloud;
  const now = (): number => Date.now() + aheadInMs;
  let writes = 0;

  return {
    doObserve: async () => ({ location: 'memory://objects', exists: true }),
    plan: () => [],
    doStep: () => Promise.reject(new Error('a memory store has no steps')),

    async doHead(key) {
      const found = objects.get(key);
      return found === undefined ? undefined : headOf(key, found, now());
    },

    async doRead(key) {
      const found = objects.get(key);
      if (found === undefined) return undefined;
      return { head: headOf(key, found, now()), source: pinned(key, found) };
    },

    async doWrite(key, source, options) {
      const bytes = Uint8Array.from(await readAll(source));
      checkCondition(key, options);
      options.onProgress?.(bytes.length);
      writes += 1;
      const etag = `"${writes}-${Math.random().toString(36).slice(2)}"`;
      const written = { bytes, etag, modifiedAt: now(), sha256: sha256Hex(bytes) };
      objects.set(key, written);
      return headOf(key, written, now());
    },

    async doCopy(fromKey, toKey) {
      const found = objects.get(fromKey);
      if (found === undefined) throw gone(fromKey);
      const written = { ...found, modifiedAt: now() };
      objects.set(toKey, written);
      return headOf(toKey, written, now());
    },

    async *doList(prefix) {
      for (const [key, { bytes, modifiedAt }] of objects) {
        if (key.startsWith(prefix)) yield { key, size: bytes.length, modifiedAt };
      }
    },

    async doDelete(key, { ifMatch }) {
      if (ifMatch !== undefined) checkCondition(key, { ifMatch });
      objects.delete(key);
    },
  };

  function checkCondition(key: string, { ifAbsent = false, ifMatch }: WriteOptions): void {
    const found = objects.get(key);
    if (ifAbsent && found !== undefined) throw preconditionFailed(key);
    if (ifMatch !== undefined && found?.etag !== ifMatch) throw preconditionFailed(key);
  }

  function pinned(key: string, { bytes, etag, sha256 }: MemoryObject): RangeSource {
    return {
      size: bytes.length,
      sha256,
      async *read(offset, length) {
        if (objects.get(key)?.etag !== etag) throw preconditionFailed(key);
        yield bytes.subarray(offset, offset + length);
      },
    };
  }
}

function headOf(key: string, found: MemoryObject, serverTime: number): ObjectHead {
  const { bytes, etag, modifiedAt, sha256 } = found;
  return { key, size: bytes.length, etag, modifiedAt, serverTime, sha256 };
}

function preconditionFailed(key: string): TorchrelayError {
  return new TorchrelayError({
    code: 'PRECONDITION_FAILED',
    message: `${key} is not in the state that was asked for.`,
  });
}

function gone(key: string): TorchrelayError {
  return new TorchrelayError({ code: 'NOT_FOUND', message: `There is no object ${key}.` });
}
