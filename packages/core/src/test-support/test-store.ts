import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { sha256Hex } from '../digest/digest.ts';
import { readAll } from '../store/sources.ts';
import type { ObjectHead, ObjectStore, RangeSource, WriteOptions } from '../target/object-store.ts';

interface StoredObject {
  readonly bytes: Uint8Array;
  readonly etag: string;
  readonly modifiedAt: number;
}

/** A request to the store: `doWrite names/demo/lease.json`. */
export type Watch = (request: string) => void | Promise<void>;

export interface TestStore extends ObjectStore {
  /** Deleted by tests of platforms that cannot. */
  doCopy?: NonNullable<ObjectStore['doCopy']>;
  readonly objects: Map<string, StoredObject>;
  /** Every request so far. */
  readonly requests: string[];
  /** The store's clock, which tests move. */
  clock: number;
  exists: boolean;
  /** Called before a request takes effect: throwing stops it. */
  before: Watch;
  /** Called after a request took effect: throwing loses its answer. */
  after: Watch;
  text(key: string): string;
}

/** An object store over a Map that obeys the contract, and lets tests lose requests, answers and time. */
export function testStore(): TestStore {
  let writes = 0;
  const objects = new Map<string, StoredObject>();

  const head = (key: string, { bytes, etag, modifiedAt }: StoredObject): ObjectHead => ({
    key,
    size: bytes.length,
    etag,
    modifiedAt,
    serverTime: store.clock,
    sha256: sha256Hex(bytes),
  });

  async function request<Answer>(
    name: string,
    effect: () => Answer | Promise<Answer>,
  ): Promise<Answer> {
    store.requests.push(name);
    await store.before(name);
    const answer = await effect();
    await store.after(name);
    return answer;
  }

  function put(
    key: string,
    bytes: Uint8Array,
    { ifAbsent = false, ifMatch }: WriteOptions,
  ): ObjectHead {
    checkCondition(objects.get(key), { ifAbsent, ...(ifMatch !== undefined && { ifMatch }) });
    writes += 1;
    const stored = { bytes, etag: `"${writes}"`, modifiedAt: store.clock };
    objects.set(key, stored);
    return head(key, stored);
  }

  const store: TestStore = {
    objects,
    requests: [],
    // Years from this machine's clock, as nothing may depend on that.
    clock: Date.UTC(2001, 0, 1),
    exists: true,
    before: () => {},
    after: () => {},
    text: (key) => new TextDecoder().decode(objects.get(key)?.bytes),

    doObserve: async () => ({ location: 'test://store', exists: store.exists }),
    plan: ({ exists }) => (exists ? [] : [bucketStep]),
    doStep: (step) =>
      request(`doStep ${step.id}`, () => {
        store.exists = true;
        return { state: 'done' as const };
      }),
    doHead: (key) =>
      request(`doHead ${key}`, () => {
        const found = objects.get(key);
        return found && head(key, found);
      }),
    doRead: (key) =>
      request(`doRead ${key}`, () => {
        const found = objects.get(key);
        return found && { head: head(key, found), source: pinned(objects, key, found) };
      }),
    doWrite: (key, source, options) =>
      request(`doWrite ${key}`, async () => {
        const bytes = await readAll(source);
        for (let sent = 1; sent <= bytes.length; sent += 1) options.onProgress?.(sent);
        return put(key, Uint8Array.from(bytes), options);
      }),
    doCopy: (from, to) =>
      request(`doCopy ${from} ${to}`, () =>
        put(to, objects.get(from)?.bytes ?? new Uint8Array(), {}),
      ),
    async *doList(prefix) {
      await request(`doList ${prefix}`, () => {});
      for (const [key, { bytes, modifiedAt, etag }] of [...objects].toReversed()) {
        if (key.startsWith(prefix)) yield { key, size: bytes.length, modifiedAt, etag };
      }
    },
    doDelete: (key, options) =>
      request(`doDelete ${key}`, () => {
        if (options.ifMatch !== undefined) checkCondition(objects.get(key), options);
        objects.delete(key);
      }),
  };
  return store;
}

const bucketStep = {
  id: 'bucket/test',
  action: 'create',
  kind: 'bucket',
  target: 'test',
  after: [],
  inputs: {},
  changes: [],
  permissions: [],
} as const;

function checkCondition(
  found: StoredObject | undefined,
  { ifAbsent = false, ifMatch }: WriteOptions,
): void {
  const isAsAsked = ifAbsent
    ? found === undefined
    : ifMatch === undefined || found?.etag === ifMatch;
  if (isAsAsked) return;
  throw new TorchrelayError({
    code: 'PRECONDITION_FAILED',
    message: 'The object is in another state.',
  });
}

function pinned(
  objects: Map<string, StoredObject>,
  key: string,
  { bytes, etag }: StoredObject,
): RangeSource {
  return {
    size: bytes.length,
    async *read(offset, length) {
      checkCondition(objects.get(key), { ifMatch: etag });
      yield bytes.subarray(offset, offset + length);
    },
  };
}
