import { describe, expect, test } from 'vitest';

import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { denied, unavailable } from '../test-support/failures.ts';
import { testContext, type TestContext } from '../test-support/test-context.ts';
import { testRuntime } from '../test-support/test-runtime.ts';
import { withRetries } from './retry.ts';

/** Fails so often, then answers. */
function answersAfter(
  failures: number,
  makeError: () => unknown = unavailable,
): () => Promise<string> {
  let left = failures;
  return async () => {
    if (left === 0) return 'answer';
    left -= 1;
    throw makeError();
  };
}

/** The waits when chance gives that number each time. */
async function waits(random: number, firstRetryInMs: number): Promise<readonly number[]> {
  const context = testContext();
  const runtime = testRuntime({ random });
  const timing = { ...context.timing, firstRetryInMs };
  await failureOf(withRetries(answersAfter(99), { ...context, runtime, timing }));
  return runtime.waits;
}

describe('a call that is repeated', () => {
  test('gives its first answer, without a wait or an event', async () => {
    const context = testContext();
    expect(await withRetries(answersAfter(0), context)).toBe('answer');
    expect(context.runtime.waits).toEqual([]);
    expect(context.events).toEqual([]);
  });

  test('is called until it answers, and each wait is told with its reason', async () => {
    const context = testContext();
    expect(await withRetries(answersAfter(2), context)).toBe('answer');
    expect(context.events).toMatchObject([
      { type: 'retry', attempt: 1, waitInMs: 50, reason: 'The service is not available.' },
      { type: 'retry', attempt: 2, waitInMs: 100 },
    ]);
  });

  test('is called six times at most, and the last failure is thrown', async () => {
    let calls = 0;
    const call = async (): Promise<never> => {
      calls += 1;
      throw unavailable({ call: calls });
    };
    expect((await failureOf(withRetries(call, testContext()))).data).toEqual({ call: 6 });
  });

  test.each(['never', 'replan', 'next-offer'] as const)(
    'is not repeated when its failure says %s',
    async (recovery) => {
      const context = testContext();
      const fails = new TorchrelayError({ code: 'SOME', message: 'Some.', recovery });
      expect(
        await failureOf(
          withRetries(
            answersAfter(1, () => fails),
            context,
          ),
        ),
      ).toBe(fails);
      expect(context.runtime.waits).toEqual([]);
    },
  );

  test('is not repeated when it has a defect', async () => {
    const error = await failureOf(
      withRetries(
        answersAfter(1, () => new TypeError('x')),
        testContext(),
      ),
    );
    expect(error).toMatchObject({ code: 'UNEXPECTED', message: 'x' });
  });
});

describe('the wait before the next try', () => {
  test('is anything from nothing to a bound that doubles', async () => {
    expect(await waits(0, 500)).toEqual([0, 0, 0, 0, 0]);
    expect(await waits(0.5, 500)).toEqual([250, 500, 1000, 2000, 4000]);
    expect(await waits(1, 500)).toEqual([500, 1000, 2000, 4000, 8000]);
  });

  test('is never longer than twenty seconds', async () => {
    expect(Math.max(...(await waits(1, 15_000)))).toBe(20_000);
  });

  test('is what the service asked for, where it did', async () => {
    const context = testContext();
    const call = answersAfter(1, () => unavailable({ retryAfterInMs: 12_345 }));
    await withRetries(call, context);
    expect(context.runtime.waits).toEqual([12_345]);
  });

  test('is five minutes at most, whatever the service asked for', async () => {
    const context = testContext();
    await withRetries(
      answersAfter(1, () => unavailable({ retryAfterInMs: 86_400_000 })),
      context,
    );
    expect(context.runtime.waits).toEqual([300_000]);
  });
});

describe('a call that is aborted', () => {
  async function abortedBy(
    reason: unknown,
    call: (abort: () => void) => Promise<never>,
  ): Promise<TorchrelayError> {
    const controller = new AbortController();
    const context: TestContext = testContext({ abortSignal: controller.signal });
    return failureOf(withRetries(() => call(() => controller.abort(reason)), context));
  }

  test('before it begins is not made', async () => {
    const context = testContext({ abortSignal: AbortSignal.abort() });
    const call = (): Promise<never> => expect.fail('it was made');
    expect((await failureOf(withRetries(call, context))).code).toBe('ABORTED');
  });

  test('during the wait is not repeated', async () => {
    let calls = 0;
    const error = await abortedBy(undefined, async (abort) => {
      calls += 1;
      abort();
      throw unavailable();
    });
    expect(error.code).toBe('ABORTED');
    expect(calls).toBe(1);
  });

  test.each([new Error('enough'), 'enough', new DOMException('late', 'TimeoutError')])(
    'while it is made ends with ABORTED, whatever it throws: %s',
    async (reason) => {
      const error = await abortedBy(reason, async (abort) => {
        abort();
        throw reason;
      });
      expect(error.code).toBe('ABORTED');
    },
  );

  test('because the lease is lost ends with that', async () => {
    const lost = new TorchrelayError({ code: 'LEASE_LOST', message: 'Gone.' });
    const error = await abortedBy(lost, async (abort) => {
      abort();
      throw unavailable();
    });
    expect(error).toBe(lost);
  });

  test('keeps a failure that is final and came first', async () => {
    const error = await abortedBy(undefined, async (abort) => {
      abort();
      throw denied();
    });
    expect(error.code).toBe('ACCESS_DENIED');
  });
});
