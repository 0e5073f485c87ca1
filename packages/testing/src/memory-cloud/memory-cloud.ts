import { TorchrelayError } from '@torchrelay/core';
import type { Json, JsonObject, Rollout } from '@torchrelay/core/target';

/** How the simulated platform behaves. */
export interface MemoryCloudSettings {
  /** How long creating, updating and deleting take, in milliseconds. @default 2 */
  readonly slownessInMs?: number;
  /** How long a new or deleted thing stays as it was for readers, in milliseconds. @default 1 */
  readonly lagInMs?: number;
  /** Instances that may run at once, by instance type; no limit where absent. */
  readonly quota?: Readonly<Record<string, number>>;
}

/** How a thing of the cloud is. */
export type MemoryState = 'creating' | 'updating' | 'ready' | 'failed' | 'deleting';

/** One native thing of the platform. A type, not an interface: it has to be JSON. */
export type MemoryResource = {
  readonly kind: string;
  readonly id: string;
  readonly tags: JsonObject;
  readonly state: MemoryState;
  /** Why it failed, or was put back, in the platform's words. */
  readonly reason?: string;
  readonly properties: JsonObject;
  readonly createdAt: number;
};

interface Stored {
  resource: MemoryResource;
  /** When readers see it. */
  visibleAt: number;
  /** When the operation under way ends, and how. */
  pending: { readonly endsAt: number; readonly end: () => MemoryResource | undefined } | undefined;
}

/**
 * A cloud in memory, with what makes clouds hard: operations that take a while, reads that lag behind writes,
 * quotas, capacity that is not there, and updates that are silently rolled back. One per account: give the
 * same one to several targets, and they see the same things, as two processes would.
 */
export interface MemoryCloud {
  readonly objects: Map<string, MemoryObject>;
  /** Everything that was asked of anything that serves: what metrics count. */
  readonly requests: MemoryRequest[];
  /** Instance types of which no more can be had for the moment. */
  readonly exhausted: Set<string>;
  /** Things that the platform will silently put back after their next update. */
  readonly rollsBack: Set<string>;
  /** Things of which an alarm goes off in their next rollout that watches any. */
  readonly alarms: Set<string>;
  get(id: string): MemoryResource | undefined;
  list(): readonly MemoryResource[];
  create(resource: NewResource): void;
  update(id: string, properties: JsonObject): void;
  /** Takes effect at once, as tags and traffic do. */
  patch(id: string, properties: JsonObject): void;
  remove(id: string): void;
}

/** One request to what serves under a name. */
export interface MemoryRequest {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly status: number;
}

/** An object of the cloud's store. */
export interface MemoryObject {
  readonly bytes: Uint8Array;
  readonly etag: string;
  readonly modifiedAt: number;
  readonly sha256: string;
}

export type NewResource = Pick<MemoryResource, 'kind' | 'id' | 'tags' | 'properties'>;

/** A cloud in memory, for tests: a store, resources with states that take time, and trouble on request. */
export function createMemoryCloud(settings: MemoryCloudSettings = {}): MemoryCloud {
  const { slownessInMs = 2, lagInMs = 1, quota = {} } = settings;
  const stored = new Map<string, Stored>();
  const exhausted = new Set<string>();
  const rollsBack = new Set<string>();
  const alarms = new Set<string>();

  function get(id: string): MemoryResource | undefined {
    const found = settle(id);
    return found !== undefined && found.visibleAt <= performance.now() ? found.resource : undefined;
  }

  function list(): readonly MemoryResource[] {
    return [...stored.keys()].toSorted().flatMap((id) => get(id) ?? []);
  }

  function create(wanted: NewResource): void {
    if (settle(wanted.id) !== undefined) throw alreadyExists(wanted.id);
    checkQuota(wanted);
    const now = performance.now();
    stored.set(wanted.id, {
      resource: { ...wanted, state: 'creating', createdAt: Date.now() },
      visibleAt: now + lagInMs,
      pending: { endsAt: now + slownessInMs, end: () => created(wanted.id) },
    });
  }

  function update(id: string, properties: JsonObject): void {
    const found = settled(id);
    const before = found.resource;
    found.resource = { ...before, state: 'updating' };
    const end = (): MemoryResource => updated(before, properties);
    const { waitInMs = 0 } = asRollout(properties['rollout']) ?? {};
    found.pending = { endsAt: performance.now() + slownessInMs + waitInMs, end };
  }

  function patch(id: string, properties: JsonObject): void {
    const found = settled(id);
    found.resource = {
      ...found.resource,
      properties: { ...found.resource.properties, ...properties },
    };
  }

  function remove(id: string): void {
    const found = settled(id);
    found.resource = { ...found.resource, state: 'deleting' };
    found.pending = { endsAt: performance.now() + slownessInMs, end: () => undefined };
  }

  /** The thing after whatever operation on it has ended by now. */
  function settle(id: string): Stored | undefined {
    const found = stored.get(id);
    if (found?.pending === undefined || found.pending.endsAt > performance.now()) return found;
    const after = found.pending.end();
    found.pending = undefined;
    if (after === undefined) stored.delete(id);
    else found.resource = after;
    return stored.get(id);
  }

  function settled(id: string): Stored {
    const found = settle(id);
    if (found === undefined) throw notFound(id);
    if (found.pending !== undefined) throw busy(id, found.resource.state);
    return found;
  }

  function created(id: string): MemoryResource {
    const { resource } = stored.get(id) ?? missing(id);
    const reason = capacityProblem(resource.properties);
    return reason === undefined
      ? { ...resource, state: 'ready' }
      : { ...resource, state: 'failed', reason };
  }

  function updated(before: MemoryResource, properties: JsonObject): MemoryResource {
    const problem = rollbackReason(before.id, properties) ?? capacityProblem(properties);
    if (problem !== undefined) return { ...before, state: 'ready', reason: problem };
    const { reason: _, ...rest } = before;
    return { ...rest, state: 'ready', properties: { ...before.properties, ...properties } };
  }

  function rollbackReason(id: string, properties: JsonObject): string | undefined {
    if (rollsBack.delete(id)) return 'health check failed';
    const isWatched = asRollout(properties['rollout'])?.alarms !== undefined;
    return isWatched && alarms.delete(id) ? 'an alarm went off' : undefined;
  }

  function capacityProblem({ instanceType }: JsonObject): string | undefined {
    const isExhausted = typeof instanceType === 'string' && exhausted.has(instanceType);
    return isExhausted ? 'InsufficientInstanceCapacity' : undefined;
  }

  function checkQuota({ properties: { instanceType, instances } }: NewResource): void {
    if (typeof instanceType !== 'string') return;
    const limit = quota[instanceType] ?? Number.POSITIVE_INFINITY;
    if (Number(instances ?? 0) > limit) throw overQuota(instanceType, limit);
  }

  return {
    objects: new Map(),
    requests: [],
    exhausted,
    rollsBack,
    alarms,
    get,
    list,
    create,
    update,
    patch,
    remove,
  };
}

function asRollout(value: Json | undefined): Partial<Rollout> | undefined {
  const isGiven = typeof value === 'object' && value !== null && 'shift' in value;
  return isGiven ? value : undefined;
}

function alreadyExists(id: string): TorchrelayError {
  return new TorchrelayError({
    code: 'ALREADY_EXISTS',
    message: `${id} exists already.`,
    recovery: 'replan',
  });
}

function notFound(id: string): TorchrelayError {
  return new TorchrelayError({
    code: 'NOT_FOUND',
    message: `There is no ${id}.`,
    recovery: 'replan',
  });
}

function busy(id: string, state: MemoryState): TorchrelayError {
  return new TorchrelayError({
    code: 'RESOURCE_BUSY',
    message: `${id} is ${state}.`,
    recovery: 'retry',
    data: { retryAfterInMs: 1 },
  });
}

function overQuota(instanceType: string, limit: number): TorchrelayError {
  return new TorchrelayError({
    code: 'QUOTA_EXCEEDED',
    message: `The quota for ${instanceType} is ${limit} instances.`,
    hint: 'Ask for more, or use fewer.',
    recovery: 'next-offer',
    data: { instanceType, limit },
  });
}

function missing(id: string): never {
  throw new Error(`${id} vanished while it was being created`);
}
