import { describe, expect, test } from 'vitest';

import { connectionFailure, silenceFailure } from './connection-failure.ts';

const exchange = {
  attempt: 'Cannot write a in container models of acct',
  place: { account: 'acct', container: 'models', blob: 'a' },
  isChange: true,
};

const withCode = (code: string, cause?: unknown): Error =>
  Object.assign(new Error(`it failed: ${code}`, { cause }), { code });

const failureFor = (error: unknown, isChange = true) =>
  connectionFailure({ ...exchange, isChange, error });

describe('a connection', () => {
  test.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE'])(
    'that ends with %s is tried again, and may have had an effect',
    (code) => {
      expect(failureFor(withCode(code))).toMatchObject({
        code: 'UNREACHABLE',
        recovery: 'retry',
        effect: 'unknown',
      });
      expect(failureFor(withCode(code), false)?.effect).toBe('none');
    },
  );

  test.each(['ECONNREFUSED', 'EAI_AGAIN'])('that never was, by %s, has had none', (code) => {
    expect(failureFor(withCode(code))).toMatchObject({ recovery: 'retry', effect: 'none' });
  });

  test('to a host that is not there is not tried again', () => {
    const error = failureFor(withCode('ENOTFOUND'));
    expect(error).toMatchObject({ recovery: 'never', effect: 'none' });
    expect(error?.message).toBe(`${exchange.attempt}: there is no host acct.`);
    expect(error?.hint).toContain('private endpoint');
  });

  test.each([
    'SELF_SIGNED_CERT_IN_CHAIN',
    'CERT_UNTRUSTED',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
  ])('that nobody vouches for (%s) is not trusted by trying again', (code) => {
    const error = failureFor(withCode(code));
    expect(error).toMatchObject({ recovery: 'never' });
    expect(error?.hint).toContain('NODE_EXTRA_CA_CERTS');
  });

  test('is recognised however deep the library has wrapped it', () => {
    const wrapped = new Error('outer', { cause: new Error('inner', { cause: withCode('EPIPE') }) });
    expect(failureFor(wrapped)?.data).toMatchObject({ connection: 'EPIPE', container: 'models' });
    expect(failureFor(withCode('SOMETHING', withCode('EPIPE')))?.data).toMatchObject({
      connection: 'EPIPE',
    });
  });

  test('that the library calls aborted was cut', () => {
    const error = Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' });
    expect(failureFor(error)).toMatchObject({ code: 'UNREACHABLE', recovery: 'retry' });
  });

  test.each([new Error('something else'), withCode('ERR_INVALID_ARG_TYPE'), 'text', undefined])(
    'is not what failed with %s',
    (error) => {
      expect(failureFor(error)).toBeUndefined();
    },
  );
});

describe('silence', () => {
  test('is told in seconds, and tried again', () => {
    const error = silenceFailure({ ...exchange, error: new Error('x'), silenceInMs: 60_000 });
    expect(error.message).toBe(`${exchange.attempt}: no sign of life for 60 s.`);
    expect(error).toMatchObject({
      recovery: 'retry',
      effect: 'unknown',
      data: { silenceInMs: 60_000 },
    });
  });

  test('in reading has had no effect', () => {
    const silent = { ...exchange, isChange: false, error: undefined, silenceInMs: 1 };
    expect(silenceFailure(silent).effect).toBe('none');
  });
});
