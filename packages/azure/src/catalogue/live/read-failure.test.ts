import { inspect } from 'node:util';

import { describe, expect, test } from 'vitest';

import { failedReading, refusedReading } from './read-failure.ts';

const reading = { what: 'the sizes', permission: 'Some/read' };

describe('a refusal', () => {
  test.each([
    [401, 'NO_CREDENTIALS', 'never'],
    [403, 'ACCESS_DENIED', 'never'],
    [404, 'AZURE_REFUSED', 'never'],
    [408, 'UNAVAILABLE', 'retry'],
    [429, 'THROTTLED', 'retry'],
    [500, 'UNAVAILABLE', 'retry'],
    [503, 'UNAVAILABLE', 'retry'],
  ])('with %i is %s, and helps to repeat: %s', (status, code, recovery) => {
    expect(refusedReading({ reading, status, body: undefined })).toMatchObject({
      code,
      recovery,
      effect: 'none',
      data: { status, what: 'the sizes', permission: 'Some/read' },
    });
  });

  test('says what Azure says, in one line', () => {
    const body = { error: { code: 'Bad', message: 'First.\nSecond.' } };
    const { message, data } = refusedReading({ reading, status: 400, body });
    expect(message).toBe('Cannot read the sizes: Azure refused (400: First.).');
    expect(data['azureCode']).toBe('Bad');
  });

  test.each([undefined, 'text', {}, { error: 'text' }, { error: { message: 7 } }])(
    'without a message of Azure’s has none: %j',
    (body) => {
      const { message } = refusedReading({ reading, status: 400, body });
      expect(message).toBe('Cannot read the sizes: Azure refused (400).');
    },
  );

  test('of a public list is not mended by a permission', () => {
    const { hint } = refusedReading({ reading: { what: 'prices' }, status: 403, body: undefined });
    expect(hint).toContain('proxy');
  });
});

describe('no answer', () => {
  test.each([
    'CredentialUnavailableError',
    'AuthenticationError',
    'AuthenticationRequiredError',
    'AggregateAuthenticationError',
  ])('by reason of a %s means that nobody is signed in', (name) => {
    const error = failedReading(Object.assign(new Error('long\nstory'), { name }), reading);
    expect(error).toMatchObject({
      code: 'NO_CREDENTIALS',
      hint: expect.stringContaining('az login') as string,
    });
    expect(error.message).not.toContain('story');
  });

  test('by reason of the network keeps its first line, and the cause without its token', () => {
    const request = { headers: { authorization: 'Bearer a-token' } };
    const thrown = Object.assign(new Error('getaddrinfo ENOTFOUND\n  at somewhere'), { request });
    const error = failedReading(thrown, reading);
    expect(error.message).toBe('Cannot read the sizes: no answer (getaddrinfo ENOTFOUND).');
    expect(error).toMatchObject({ code: 'UNREACHABLE', recovery: 'retry' });
    expect(String(error.cause)).toContain('getaddrinfo ENOTFOUND');
    expect(inspect(error, { depth: null })).not.toContain('a-token');
  });
});
