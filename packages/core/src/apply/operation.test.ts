import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { RelayEvent } from './events.ts';
import { type Operation, startOperation } from './operation.ts';

const event = (sequence: number): RelayEvent => ({
  version: 1,
  sequence,
  time: 0,
  provider: 'test',
  name: 'demo',
  type: 'lease-taken',
});

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Three events, one of them at once, and then the result or the failure. */
function work(outcome: 'succeeds' | 'fails' = 'succeeds'): Operation<string> {
  return startOperation({ operation: 'deploy' }, async (listener) => {
    listener(event(1));
    await nextTurn();
    listener(event(2));
    listener(event(3));
    await nextTurn();
    if (outcome === 'fails') throw new Error('it failed');
    return 'result';
  });
}

async function sequencesOf(operation: Operation<unknown>): Promise<readonly number[]> {
  return (await Array.fromAsync(operation)).map(({ sequence }) => sequence);
}

const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown): void => void unhandled.push(reason);

beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', onUnhandled);
});

afterEach(async () => {
  await nextTurn();
  process.off('unhandledRejection', onUnhandled);
});

describe('an operation', () => {
  test('starts at once, before anybody awaits it', () => {
    let started = false;
    void startOperation({ operation: 'deploy' }, async () => {
      started = true;
    });
    expect(started).toBe(true);
  });

  test('is awaited for its result', async () => {
    expect(await work()).toBe('result');
  });

  test('is iterated for its events, and ends with the work', async () => {
    expect(await sequencesOf(work())).toEqual([1, 2, 3]);
  });

  test('can be iterated and then awaited', async () => {
    const operation = work();
    expect(await sequencesOf(operation)).toEqual([1, 2, 3]);
    expect(await operation).toBe('result');
  });

  test('misses no event when it is iterated late, or twice', async () => {
    const operation = work();
    await operation;
    expect(await sequencesOf(operation)).toEqual([1, 2, 3]);
    expect(await sequencesOf(operation)).toEqual([1, 2, 3]);
  });

  test('gives every event to each of two who listen at the same time', async () => {
    const operation = work();
    const both = await Promise.all([sequencesOf(operation), sequencesOf(operation)]);
    expect(both).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  test('without events ends its iteration', async () => {
    expect(
      await sequencesOf(startOperation({ operation: 'deploy' }, async () => 'result')),
    ).toEqual([]);
  });

  test('goes on when somebody stops listening', async () => {
    const operation = work();
    for await (const { sequence } of operation) if (sequence === 1) break;
    expect(await operation).toBe('result');
  });

  test('has the methods of a promise', async () => {
    let settled = false;
    const finished = work().finally(() => (settled = true));
    expect(await finished.then((result) => result.length)).toBe(6);
    expect(settled).toBe(true);
  });
});

describe('an operation that fails', () => {
  test('rejects once, for those who await it only', async () => {
    await expect(work('fails')).rejects.toThrow('it failed');
    expect(unhandled).toEqual([]);
  });

  test('throws after its last event, for those who iterate it only', async () => {
    const seen: number[] = [];
    const iterate = async (): Promise<void> => {
      for await (const { sequence } of work('fails')) seen.push(sequence);
    };
    await expect(iterate()).rejects.toThrow('it failed');
    expect(seen).toEqual([1, 2, 3]);
    expect(unhandled).toEqual([]);
  });

  test('is no unhandled rejection while somebody slowly reads the events before it', async () => {
    const seen: number[] = [];
    const iterate = async (): Promise<void> => {
      for await (const { sequence } of work('fails')) {
        for (let turns = 0; turns < 5; turns += 1) await nextTurn();
        seen.push(sequence);
      }
    };
    await expect(iterate()).rejects.toThrow('it failed');
    expect(seen).toEqual([1, 2, 3]);
    expect(unhandled).toEqual([]);
  });

  test('fails the same for those who iterate and await', async () => {
    const operation = work('fails');
    const [iterated, awaited] = await Promise.allSettled([sequencesOf(operation), operation]);
    expect(iterated).toMatchObject({ status: 'rejected', reason: { message: 'it failed' } });
    expect(awaited).toEqual(iterated);
    expect(unhandled).toEqual([]);
  });
});
