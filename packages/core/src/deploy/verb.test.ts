import { describe, expect, test } from 'vitest';

import type { ApplyContext } from '../apply/context.ts';
import type { RelayEvent } from '../apply/events.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { testCloud, testTarget } from '../test-support/test-target.ts';
import { startVerb } from './verb.ts';
import type { VerbOptions } from './verb-options.ts';

const target = testTarget(testCloud());

function start(
  options: VerbOptions = {},
  name = 'demo',
): ReturnType<typeof startVerb<ApplyContext>> {
  return startVerb({ operation: 'deploy', target, name, options }, async (context) => {
    context.emit({ type: 'lease-taken' });
    return context;
  });
}

describe('a verb', () => {
  test('works with the real clock and waits, unless it is given others', async () => {
    const { runtime, timing } = await start();
    expect(Math.abs(runtime.now() - Date.now())).toBeLessThan(60_000);
    expect(timing).toEqual({
      mostPollInMs: 60_000,
      leaseInMs: 60_000,
      stepInMs: 7_200_000,
      firstRetryInMs: 500,
    });
    const given = await start({ runtime: { now: () => 7 }, timing: { leaseInMs: 9 } });
    expect(given.runtime.now()).toBe(7);
    expect(given.runtime.actor()).toContain('@');
    expect(given.timing).toEqual({
      mostPollInMs: 60_000,
      leaseInMs: 9,
      stepInMs: 7_200_000,
      firstRetryInMs: 500,
    });
  });

  test('tells its events to the listener and to those who iterate', async () => {
    const heard: RelayEvent[] = [];
    const operation = start({ onEvent: (event) => heard.push(event), runtime: { now: () => 7 } });
    const iterated = await Array.fromAsync(operation);
    expect(iterated).toEqual([
      { version: 1, sequence: 1, time: 7, provider: 'test', name: 'demo', type: 'lease-taken' },
    ]);
    expect(heard).toEqual(iterated);
  });

  test('does all of its work when the listener throws, and then says so', async () => {
    let isDone = false;
    const options: VerbOptions = {
      onEvent: () => {
        throw new Error('no such bar');
      },
    };
    const operation = startVerb(
      { operation: 'deploy', target, name: 'demo', options },
      async ({ emit }) => {
        emit({ type: 'lease-taken' });
        emit({ type: 'lease-taken' });
        isDone = true;
      },
    );
    expect((await failureOf(operation)).code).toBe('LISTENER_FAILED');
    expect(isDone).toBe(true);
  });

  test('that fails says why it failed, and not that the listener did', async () => {
    const options: VerbOptions = {
      onEvent: () => {
        throw new Error('no such bar');
      },
    };
    const operation = startVerb(
      { operation: 'deploy', target, name: 'demo', options },
      async ({ emit }) => {
        emit({ type: 'lease-taken' });
        throw new Error('the real reason');
      },
    );
    await expect(operation).rejects.toThrow('the real reason');
  });

  test.each(['Demo', '../demo', '', 'a/releases'])(
    'rejects the name %j, and does not throw at once',
    async (name) => {
      expect((await failureOf(start({}, name))).code).toBe('NAME_INVALID');
    },
  );

  test('needs a target that serves', async () => {
    const { serving: _, ...trainer } = target;
    const operation = startVerb(
      { operation: 'deploy', target: trainer, name: 'demo', options: {} },
      async () => {},
    );
    expect(await failureOf(operation)).toMatchObject({
      code: 'SERVING_UNSUPPORTED',
      message: 'The target "test" cannot serve models.',
    });
  });
});
