import { buffer } from 'node:stream/consumers';

import { expect, test } from 'vitest';

import { requestBody } from './request-body.ts';

test.each([0, 1, 2 ** 20, 2 ** 20 + 1, 3_000_000])('%s bytes go out as they are', async (size) => {
  const bytes = Buffer.alloc(size, 'torchrelay');
  expect((await buffer(requestBody(bytes)())).equals(bytes)).toBe(true);
});

test('they go out in slices, so that progress can be seen', async () => {
  const slices = await Array.fromAsync(requestBody(Buffer.alloc(3_000_000))());
  expect(slices.length).toBeGreaterThan(2);
});

test('a repetition begins anew', async () => {
  const body = requestBody(Buffer.from('hello'));
  body().destroy();
  expect(String(await buffer(body()))).toBe('hello');
  expect(String(await buffer(body()))).toBe('hello');
});
