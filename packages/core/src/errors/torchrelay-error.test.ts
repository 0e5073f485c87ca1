import { describe, expect, test } from 'vitest';

import {
  abortedError,
  checkAborted,
  toTorchrelayError,
  TorchrelayError,
} from './torchrelay-error.ts';

const plain = { code: 'SOME_CODE', message: 'It is wrong, here.' };

describe('an error', () => {
  test('is final and changed nothing, unless it says otherwise', () => {
    const error = new TorchrelayError(plain);
    expect(error).toMatchObject({
      recovery: 'never',
      effect: 'none',
      data: {},
      isRetryable: false,
    });
    expect('cause' in error).toBe(false);
  });

  test('is retryable when its recovery is', () => {
    expect(new TorchrelayError({ ...plain, recovery: 'retry' }).isRetryable).toBe(true);
  });

  test('is an Error with a stack, a name and a cause', () => {
    const cause = new Error('below');
    const error = new TorchrelayError({ ...plain, cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'TorchrelayError', cause });
    expect(error.stack).toContain('torchrelay-error.test');
  });

  test('as JSON has all that a caller can act on, and neither stack nor cause', () => {
    const error = new TorchrelayError({
      ...plain,
      hint: 'Do this.',
      recovery: 'replan',
      effect: 'done',
      cause: new Error('below'),
      data: { limit: 3 },
    });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      ...plain,
      hint: 'Do this.',
      recovery: 'replan',
      effect: 'done',
      data: { limit: 3 },
    });
    expect('hint' in new TorchrelayError(plain).toJSON()).toBe(false);
  });

  test('is recognised across copies of the package, by its mark and not by its class', () => {
    const foreign = Object.assign(new Error('x'), { [Symbol.for('torchrelay.error')]: true });
    expect(TorchrelayError.isInstance(foreign)).toBe(true);
    expect(TorchrelayError.isInstance(new TorchrelayError(plain))).toBe(true);
    for (const other of [new Error('x'), null, undefined, 'x', {}]) {
      expect(TorchrelayError.isInstance(other)).toBe(false);
    }
  });
});

describe('any thrown value', () => {
  test('stays what it is when it is ours', () => {
    const error = new TorchrelayError(plain);
    expect(toTorchrelayError(error)).toBe(error);
    expect(toTorchrelayError(error, AbortSignal.abort())).toBe(error);
  });

  test('that is an abort stays an abort', () => {
    const { reason } = AbortSignal.abort();
    expect(toTorchrelayError(reason)).toMatchObject({
      code: 'ABORTED',
      effect: 'unknown',
      cause: reason,
    });
  });

  test.each([
    ['a time limit', new DOMException('too long', 'TimeoutError')],
    ['an error of the caller', new Error('the tab was closed')],
    ['a text', 'stop'],
    ['nothing', undefined],
  ])('that is %s, thrown by a call whose signal is aborted, is that abort', (_, reason) => {
    const error = toTorchrelayError(reason, AbortSignal.abort(reason));
    expect(error).toMatchObject({ code: 'ABORTED', recovery: 'never', effect: 'unknown' });
  });

  test('that nobody foresaw is reported as a defect, with what is known', () => {
    const cause = new TypeError('x is not a function');
    expect(toTorchrelayError(cause)).toMatchObject({
      code: 'UNEXPECTED',
      message: 'x is not a function',
      effect: 'unknown',
      recovery: 'never',
      cause,
    });
    expect(toTorchrelayError('just text', new AbortController().signal)).toMatchObject({
      code: 'UNEXPECTED',
      message: 'just text',
    });
  });
});

describe('looking at a signal', () => {
  test('does nothing when there is none, or it is not aborted', () => {
    expect(() => checkAborted(undefined)).not.toThrow();
    expect(() => checkAborted(new AbortController().signal)).not.toThrow();
  });

  test('throws ABORTED with the reason as the cause', () => {
    const reason = new Error('the tab was closed');
    expect(() => checkAborted(AbortSignal.abort(reason))).toThrow(
      expect.objectContaining({ code: 'ABORTED', cause: reason }),
    );
  });

  test('throws the reason itself where it is an error of ours', () => {
    const reason = new TorchrelayError({ code: 'LEASE_LOST', message: 'Gone.' });
    expect(() => checkAborted(AbortSignal.abort(reason))).toThrow(reason);
  });
});

test('the error of a stopped wait carries a hint where there is one', () => {
  expect(abortedError('why', 'It goes on.')).toMatchObject({ cause: 'why', hint: 'It goes on.' });
  expect(abortedError().hint).toBeUndefined();
});
