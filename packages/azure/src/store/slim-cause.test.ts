import { expect, test } from 'vitest';

import { slimCause } from './slim-cause.ts';

const loaded = Object.assign(
  new TypeError('GET https://a.example/b?sv=1&sig=abc%2Bdef&sr=c failed', {
    cause: Object.assign(new Error('socket hang up'), { request: { headers: 'Bearer x' } }),
  }),
  { request: { headers: { authorization: 'Bearer secret' } } },
);

test('name, message, stack and causes stay, and everything else goes', () => {
  const slim = slimCause(loaded);
  expect(slim).toBeInstanceOf(Error);
  expect(slim).toMatchObject({ name: 'TypeError', cause: { message: 'socket hang up' } });
  expect(slim).not.toHaveProperty('request');
  expect(slim).not.toHaveProperty('cause.request');
  expect((slim as Error).stack).toContain('slim-cause.test.ts');
});

test('a signature in a message is taken out of it', () => {
  const { message, stack } = slimCause(loaded) as Error;
  expect(message).toBe('GET https://a.example/b?sv=1&sig=…&sr=c failed');
  expect(stack).not.toContain('abc%2Bdef');
});

test('what is no error stays what it is', () => {
  expect(slimCause('text')).toBe('text');
});
