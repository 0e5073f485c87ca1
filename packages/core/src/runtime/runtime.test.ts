import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';

import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { defaultRuntime } from './runtime.ts';

const { sleep, actor, generateId, random } = defaultRuntime;

describe('a wait', () => {
  test('ends by itself', async () => {
    await expect(sleep(0)).resolves.toBeUndefined();
    await expect(sleep(0, new AbortController().signal)).resolves.toBeUndefined();
  });

  test('ends at once with ABORTED when it is aborted, before or meanwhile', async () => {
    const controller = new AbortController();
    const aDay = 24 * 60 * 60_000;
    const waiting = failureOf(sleep(aDay, controller.signal));
    controller.abort(new Error('enough'));
    expect(await waiting).toMatchObject({ code: 'ABORTED', cause: { message: 'enough' } });
    expect((await failureOf(sleep(aDay, controller.signal))).code).toBe('ABORTED');
  });

  test('ends with the reason where that is an error of ours', async () => {
    const reason = new TorchrelayError({ code: 'LEASE_LOST', message: 'Gone.' });
    expect(await failureOf(sleep(1000, AbortSignal.abort(reason)))).toBe(reason);
  });
});

test('the actor is a user on this machine', () => {
  expect(actor()).toMatch(/^.+@.+$/);
  expect(actor().endsWith(`@${hostname()}`)).toBe(true);
});

test('ids differ, and chance is in [0, 1)', () => {
  expect(generateId()).not.toBe(generateId());
  for (let draw = 0; draw < 100; draw += 1) {
    const chance = random();
    expect(chance >= 0 && chance < 1).toBe(true);
  }
});
