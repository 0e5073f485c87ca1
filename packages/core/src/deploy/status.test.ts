import { beforeEach, describe, expect, test } from 'vitest';

import { keys } from '../store/keys.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { denied, failing } from '../test-support/failures.ts';
import { testAccount } from '../test-support/test-account.ts';
import { testIntent } from '../test-support/test-intent.ts';
import type { LogLine } from '../target/resource.ts';
import { history } from './history.ts';
import { list } from './list.ts';
import { logs } from './logs.ts';
import { status } from './status.ts';

let { cloud, target, deployed } = testAccount();

beforeEach(() => {
  ({ cloud, target, deployed } = testAccount());
});

const one = testIntent();
const two = testIntent({ model: 'two' });

describe('looking', () => {
  test('at a deployment gives its state and its last release', async () => {
    await deployed(one);
    await deployed(two);
    expect(await status('demo', target)).toMatchObject({
      name: 'demo',
      provider: 'test',
      scope: 'test/account',
      state: 'ready',
      release: { number: 2 },
      deployment: { serving: { specDigest: two.draft.digest } },
    });
  });

  test('at one that was never recorded gives no release', async () => {
    await deployed(one);
    cloud.store.objects.delete(keys.release('demo', 1));
    expect('release' in (await status('demo', target))).toBe(false);
  });

  test('at what is not there says so, and how to see what is', async () => {
    const error = await failureOf(status('demo', target));
    expect(error).toMatchObject({
      code: 'NOT_DEPLOYED',
      hint: 'If it is elsewhere, name its target. See what is there: torchrelay list',
    });
    expect(error.message).toBe('Nothing serves under the name "demo" on test.');
  });

  test('when the platform cannot be asked fails, and says nothing about what is there', async () => {
    cloud.onObserve = failing('demo', denied);
    expect((await failureOf(status('demo', target))).code).toBe('ACCESS_DENIED');
  });

  test('at the history gives all releases, oldest first', async () => {
    await deployed(one);
    await deployed(two);
    expect((await history('demo', target)).map(({ number }) => number)).toEqual([1, 2]);
    expect(await history('other', target)).toEqual([]);
  });

  test('at everything lists the names', async () => {
    await deployed(one);
    await deployed(testIntent({ name: 'other' }));
    const names = (await Array.fromAsync(list(target))).map(({ name }) => name);
    expect(names).toEqual(['demo', 'other']);
  });

  test('at the logs hands on what the platform has, with what was asked for', async () => {
    const asked: unknown[] = [];
    const line: LogLine = { time: 1, text: 'ready', source: 'a' };
    const serving = {
      ...target.serving,
      async *doLogs(...given: unknown[]) {
        asked.push(given);
        yield line;
      },
    };
    const { signal } = new AbortController();
    const lines = logs('demo', { ...target, serving }, { tail: 5, abortSignal: signal });
    expect(await Array.fromAsync(lines)).toEqual([line]);
    expect(asked).toEqual([['demo', { tail: 5 }, { abortSignal: signal }]]);
  });

  test('at the logs of a platform without any says so', async () => {
    expect(await failureOf(Array.fromAsync(logs('demo', target)))).toMatchObject({
      code: 'LOGS_UNSUPPORTED',
      message: 'The target "test" has no logs.',
    });
  });
});
