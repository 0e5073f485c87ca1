import { describe, expect, test } from 'vitest';
import type { TorchrelayError } from '../errors/torchrelay-error.ts';
import { connectionError } from './connection-error.ts';

function of(error: unknown): TorchrelayError {
  return connectionError({ error, modelName: 'm' });
}

function withCode(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

describe('the error of a connection', () => {
  test('says the cause behind the cause', () => {
    const cause = new TypeError('terminated', {
      cause: withCode('UND_ERR_SOCKET', 'other side closed'),
    });
    const error = of(new TypeError('fetch failed', { cause }));
    expect(error.message).toBe('No answer from the server for model "m": other side closed.');
    expect(error.isRetryable).toBe(true);
  });

  test('says the code where there is no message, as for a host of several addresses', () => {
    const several = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
    const error = of(new TypeError('fetch failed', { cause: several }));
    expect(error.message).toBe('No answer from the server for model "m": ECONNREFUSED.');
  });

  test.each(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'])(
    'may pass after %s',
    (code) => {
      expect(of(withCode(code, 'x'))).toMatchObject({ code: 'UNREACHABLE', recovery: 'retry' });
    },
  );

  test.each(['ENOTFOUND', 'CERT_HAS_EXPIRED', 'ERR_INVALID_URL'])(
    'will not pass after %s',
    (code) => {
      expect(of(withCode(code, 'x'))).toMatchObject({ code: 'UNREACHABLE', recovery: 'never' });
    },
  );

  test('keeps what was thrown, even if it is no error', () => {
    const thrown = withCode('ECONNRESET', 'x');
    expect(of(thrown).cause).toBe(thrown);
    expect(of('a string').message).toBe('No answer from the server for model "m": a string.');
  });

  test('does not say that nothing was changed', () => {
    expect(of(withCode('ECONNRESET', 'x')).effect).toBe('unknown');
  });
});
