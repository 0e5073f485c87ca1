import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { keys } from '../store/keys.ts';
import { jsonSource } from '../store/sources.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { answerLost, denied, failing, unavailable } from '../test-support/failures.ts';
import { testContext, type TestContext } from '../test-support/test-context.ts';
import { testCloud, type TestCloud } from '../test-support/test-target.ts';
import type { TestStore } from '../test-support/test-store.ts';
import { type Lease, takeLease } from './lease.ts';
import { leaseOf } from './read-lease.ts';

const key = keys.lease('demo');
const write = `doWrite ${key}`;

let cloud: TestCloud;
let store: TestStore;

beforeEach(() => {
  // Renewals go by this machine's monotonic clock, which has nothing to do with the store's.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  cloud = testCloud();
  ({ store } = cloud);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const by = (actor: string, abortSignal?: AbortSignal): TestContext =>
  testContext({ cloud, actor, ...(abortSignal && { abortSignal }) });

const take = (context: TestContext = by('ada')): Promise<Lease> =>
  takeLease({ store, name: 'demo', verb: 'deploy', packageDigest: 'sha256:aa', context });

/** Time passes for the store and for this machine; what falls due in it is awaited. */
async function pass(durationInMs: number): Promise<void> {
  store.clock += durationInMs;
  await vi.advanceTimersByTimeAsync(durationInMs);
}

/** This process hangs, as a laptop that is closed does: time passes, and nothing runs. */
function hang(durationInMs: number): void {
  store.clock += durationInMs;
  const now = performance.now();
  vi.spyOn(performance, 'now').mockReturnValue(now + durationInMs);
}

async function holder(): Promise<string | undefined> {
  return (await leaseOf(store, 'demo', {}))?.record.actor;
}

describe('taking a lease', () => {
  test('says who holds it, what for, and with which package', async () => {
    await take();
    expect(JSON.parse(store.text(key))).toEqual({
      version: 1,
      id: 'ada-1',
      actor: 'ada',
      verb: 'deploy',
      durationInMs: 60_000,
      packageDigest: 'sha256:aa',
    });
  });

  test('is won by exactly one of fifty at once, and the others are told by whom', async () => {
    const racers = Array.from({ length: 50 }, (_, racer) => take(by(`racer-${racer}`)));
    const results = await Promise.allSettled(racers);
    const winners = results.flatMap(({ status }, racer) => (status === 'fulfilled' ? [racer] : []));
    expect(winners).toHaveLength(1);
    expect(await holder()).toBe(`racer-${winners[0]}`);
    for (const result of results) {
      if (result.status === 'fulfilled') continue;
      expect(result.reason).toMatchObject({ code: 'NAME_BUSY', recovery: 'retry' });
    }
  });

  test('that is held fails with who, what, and for how long', async () => {
    await take();
    store.clock += 15_500;
    const error = await failureOf(take(by('bob')));
    expect(error.message).toBe('ada is changing "demo" right now (deploy).');
    expect(error.hint).toContain('its lease ends in 45 s');
    expect(error.data).toEqual({
      name: 'demo',
      actor: 'ada',
      verb: 'deploy',
      expiresInSeconds: 45,
    });
    expect(await holder()).toBe('ada');
  });

  test('is refused until the very end of the one before', async () => {
    await take();
    store.clock += 59_999;
    expect((await failureOf(take(by('bob')))).code).toBe('NAME_BUSY');
  });

  test.each([
    ['behind', -30 * 365 * 86_400_000],
    ['ahead of', 30 * 365 * 86_400_000],
  ])(
    'of a dead holder is taken over at its end by the store, whose clock is decades %s ours',
    async (_, skew) => {
      store.clock = Date.now() + skew;
      await take();
      store.clock += 60_000;
      await take(by('bob'));
      expect(await holder()).toBe('bob');
    },
  );

  test('over from a dead holder is won by exactly one of fifty', async () => {
    await take(by('dead'));
    store.clock += 60_000;
    const racers = Array.from({ length: 50 }, (_, racer) => take(by(`racer-${racer}`)));
    const results = await Promise.allSettled(racers);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('goes by the duration that the holder wrote, not by ours', async () => {
    const lasting = { ...by('ada'), timing: { ...by('ada').timing, leaseInMs: 600_000 } };
    await take(lasting);
    store.clock += 599_000;
    expect((await failureOf(take(by('bob')))).code).toBe('NAME_BUSY');
    store.clock += 1000;
    await take(by('bob'));
    expect(await holder()).toBe('bob');
  });

  test('is tried again when the store is not available for a moment', async () => {
    const context = by('ada');
    store.before = failing('do', unavailable, 3);
    await take(context);
    expect(await holder()).toBe('ada');
    expect(context.events.map(({ type }) => type)).toEqual(['retry', 'retry', 'retry']);
  });

  test.each([false, true])(
    'in a store that cannot be written fails with that, and blames nobody (over an ended one: %s)',
    async (isOver) => {
      if (isOver) {
        await take(by('bob'));
        hang(61_000);
      }
      const { code, message, recovery } = unavailable();
      const down = (): Error => new TorchrelayError({ code, message, recovery, effect: 'unknown' });
      store.before = failing(write, down, 99);
      expect(await failureOf(take())).toMatchObject({ code, message });
    },
  );

  test('whose answer was lost is ours all the same', async () => {
    store.after = failing(write, answerLost);
    const lease = await take();
    await lease.check();
    await lease.release();
    expect(store.objects.has(key)).toBe(false);
  });

  test('whose answer was lost, and which the next try finds to be there, is ours all the same', async () => {
    store.after = failing(write, unavailable);
    await take();
    expect(await holder()).toBe('ada');
  });

  test('fails with the answer of a store that does not let us', async () => {
    store.before = failing(write, denied);
    expect((await failureOf(take())).code).toBe('ACCESS_DENIED');
  });
});

describe('taking a lease that is aborted', () => {
  test('before it begins asks the store for nothing', async () => {
    const error = await failureOf(take(by('ada', AbortSignal.abort())));
    expect(error.code).toBe('ABORTED');
    expect(store.requests).toEqual([]);
  });

  test('after the write has arrived gives it back', async () => {
    const controller = new AbortController();
    store.after = (request) => {
      if (request !== write) return;
      controller.abort(new Error('enough'));
      throw new Error('enough');
    };
    expect((await failureOf(take(by('ada', controller.signal)))).code).toBe('ABORTED');
    expect(store.objects.has(key)).toBe(false);
  });

  test('leaves a lease alone that is not its own', async () => {
    const controller = new AbortController();
    store.before = async (request) => {
      if (request !== write || controller.signal.aborted) return;
      controller.abort();
      await store.doWrite(
        key,
        jsonSource({ id: 'other', durationInMs: 60_000, actor: 'bob' }),
        {},
        {},
      );
      throw new Error('stopped');
    };
    expect((await failureOf(take(by('ada', controller.signal)))).code).toBe('ABORTED');
    expect(await holder()).toBe('bob');
  });

  test('is aborted all the same when it cannot be given back', async () => {
    const controller = new AbortController();
    store.before = failing('doDelete', denied);
    store.after = (request) => {
      if (request !== write) return;
      controller.abort();
      throw new Error('stopped');
    };
    expect((await failureOf(take(by('ada', controller.signal)))).code).toBe('ABORTED');
    expect(await holder()).toBe('ada');
  });
});

describe('a lease that is held', () => {
  test('is prolonged for as long as its holder lives', async () => {
    const lease = await take();
    for (let minutes = 0; minutes < 120; minutes += 1) await pass(60_000);
    expect((await failureOf(take(by('bob')))).code).toBe('NAME_BUSY');
    await lease.check();
    expect(lease.lost.aborted).toBe(false);
  });

  test('is prolonged by one write in a third of its duration, and not by each check', async () => {
    const lease = await take();
    store.requests.length = 0;
    for (let checks = 0; checks < 10; checks += 1) await lease.check();
    expect(store.requests).toEqual([]);
    await pass(60_000);
    expect(store.requests).toEqual([write, write, write]);
  });

  test('outlives a store that is away for less than its duration', async () => {
    const lease = await take();
    store.before = failing(write, unavailable, 2);
    await pass(60_000);
    await lease.check();
    expect((await failureOf(take(by('bob')))).code).toBe('NAME_BUSY');
  });

  test('is written again before a change when no renewal has succeeded for half of its duration', async () => {
    const lease = await take();
    hang(31_000);
    store.requests.length = 0;
    await lease.check();
    expect(store.requests).toEqual([write]);
  });

  test('lets no change happen while nobody can tell whose it is', async () => {
    const lease = await take();
    hang(31_000);
    store.before = failing(write, unavailable);
    expect(await failureOf(lease.check())).toMatchObject({
      code: 'UNAVAILABLE',
      recovery: 'retry',
    });
    await lease.check();
    expect(lease.lost.aborted).toBe(false);
  });

  test('that ended unnoticed and was taken by nobody is ours again', async () => {
    const lease = await take();
    hang(600_000);
    await lease.check();
    expect((await failureOf(take(by('bob')))).code).toBe('NAME_BUSY');
  });

  test('keeps its etag when the answer to a renewal was lost', async () => {
    const lease = await take();
    store.after = failing(write, answerLost);
    hang(31_000);
    await lease.check();
    await lease.release();
    expect(store.objects.has(key)).toBe(false);
  });

  test('is renewed once for many checks at the same time', async () => {
    const lease = await take();
    hang(31_000);
    store.requests.length = 0;
    await Promise.all(Array.from({ length: 20 }, () => lease.check()));
    expect(store.requests).toEqual([write]);
  });
});

describe('a lease that another process took over', () => {
  async function takenOver(): Promise<Lease> {
    const lease = await take();
    hang(61_000);
    const record = { version: 1, id: 'bob-1', actor: 'bob', verb: 'deploy', durationInMs: 60_000 };
    await store.doWrite(key, jsonSource(record), {}, {});
    return lease;
  }

  test('is lost before the next change', async () => {
    const lease = await takenOver();
    const error = await failureOf(lease.check());
    expect(error).toMatchObject({ code: 'LEASE_LOST', effect: 'unknown', recovery: 'never' });
    expect(error.message).toContain(key);
    expect(lease.lost.aborted).toBe(true);
    expect(lease.lost.reason).toMatchObject({ code: 'LEASE_LOST' });
  });

  test('stays lost', async () => {
    const lease = await takenOver();
    await failureOf(lease.check());
    store.objects.clear();
    expect((await failureOf(lease.check())).code).toBe('LEASE_LOST');
  });

  test('is noticed in the middle of a long step, by the next renewal', async () => {
    const lease = await takenOver();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(lease.lost.aborted).toBe(true);
  });

  test('is not renewed any more', async () => {
    const lease = await takenOver();
    await failureOf(lease.check());
    store.requests.length = 0;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(store.requests).toEqual([]);
  });

  test('is left to its new holder when the old one gives it back', async () => {
    const lease = await takenOver();
    await lease.release();
    expect(await holder()).toBe('bob');
  });

  test('and given back is lost too', async () => {
    const lease = await take();
    await store.doDelete(key, {}, {});
    hang(31_000);
    expect((await failureOf(lease.check())).code).toBe('LEASE_LOST');
  });
});

describe('giving a lease back', () => {
  test('lets the next one have it at once', async () => {
    const lease = await take();
    await lease.release();
    await take(by('bob'));
    expect(await holder()).toBe('bob');
  });

  test('ends its renewals', async () => {
    const lease = await take();
    await lease.release();
    store.requests.length = 0;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(store.requests).toEqual([]);
  });

  test('waits for a renewal under way, whose etag it needs', async () => {
    const lease = await take();
    const { promise, resolve } = Promise.withResolvers<void>();
    store.before = (request) => (request === write ? promise : undefined);
    await vi.advanceTimersByTimeAsync(20_000);
    const released = lease.release();
    resolve();
    await released;
    expect(store.objects.has(key)).toBe(false);
  });

  test('never fails: what cannot be given back ends by itself', async () => {
    const lease = await take();
    store.before = failing('doDelete', denied);
    await expect(lease.release()).resolves.toBeUndefined();
    expect(await holder()).toBe('ada');
  });
});

describe('reading a lease', () => {
  test('tells what is left of it, by the store, and less than nothing when it has ended', async () => {
    expect(await leaseOf(store, 'demo', {})).toBeUndefined();
    await take();
    store.clock += 20_000;
    expect((await leaseOf(store, 'demo', {}))?.remainingInMs).toBe(40_000);
    store.clock += 50_000;
    expect((await leaseOf(store, 'demo', {}))?.remainingInMs).toBe(-10_000);
  });
});
