import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { attempt, type Attempts, type LookUpPlan } from './attempt.ts';

let cacheFolder: string;
beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'torchrelay-attempt-'));
});
afterEach(() => rm(cacheFolder, { recursive: true }));

const start = Date.parse('2026-11-01T00:00:00Z');

const attempts = (changes: Partial<Attempts> = {}): Attempts => ({
  cacheFolder,
  now: () => start,
  call: {},
  timeoutInMs: 5000,
  deadline: new AbortController().signal,
  ...changes,
});

const plan = (changes: Partial<LookUpPlan<number>> = {}): LookUpPlan<number> => ({
  reading: { what: 'a number', permission: 'Some/read' },
  key: 'number',
  maxAgeInMs: 1000,
  instead: 'None is used.',
  load: () => Promise.resolve(1),
  ...changes,
});

const failing = plan({ load: () => Promise.reject(new Error('no answer')) });

describe('a look-up', () => {
  test('that succeeds has an answer with its time, and no warning', async () => {
    expect(await attempt(attempts(), plan())).toEqual({
      found: { value: 1, asOf: '2026-11-01T00:00:00.000Z' },
    });
  });

  test('that fails is a warning, and says what follows', async () => {
    expect(await attempt(attempts(), failing)).toEqual({
      warning: {
        code: 'look-up-failed',
        message: 'Cannot read a number: Error: no answer. None is used.',
        permissions: ['Some/read'],
      },
    });
  });

  test('that fails when there is an old answer has that, and says how old it is', async () => {
    await attempt(attempts(), plan());
    const later = attempts({ now: () => start + 3 * 86_400_000 });
    const { found, warning } = await attempt(later, failing);
    expect(found?.value).toBe(1);
    expect(warning?.message).toMatch(/The answer of 2026-11-01 is used\.$/);
  });

  test('without a key is remembered nowhere', async () => {
    const { key: _, ...forgetful } = plan();
    await attempt(attempts(), forgetful);
    expect(await attempt(attempts(), { ...forgetful, load: failing.load })).not.toHaveProperty(
      'found',
    );
  });
});

describe('time', () => {
  /** Ends when it is aborted, and not before. */
  const endless = plan({
    load: ({ abortSignal }) =>
      new Promise((_, reject) => {
        const stop = (): void => reject(new Error('stopped'));
        if (abortSignal?.aborted === true) stop();
        abortSignal?.addEventListener('abort', stop);
      }),
  });

  test('that is up is a warning that says how long was waited', async () => {
    const clock = new AbortController();
    const looking = attempt(attempts({ deadline: clock.signal }), endless);
    setTimeout(() => clock.abort(), 5);
    expect((await looking).warning?.message).toBe(
      'Cannot read a number: no answer within 5 s. None is used.',
    );
  });

  test.each([false, true])(
    'taken by the caller’s abort is an abort, with an old answer: %s',
    async (hasOldAnswer) => {
      if (hasOldAnswer) await attempt(attempts(), plan());
      const caller = new AbortController();
      const looking = attempt(
        attempts({ call: { abortSignal: caller.signal }, now: () => start + 5000 }),
        endless,
      );
      setTimeout(() => caller.abort(), 5);
      await expect(looking).rejects.toMatchObject({ code: 'ABORTED' });
    },
  );
});
