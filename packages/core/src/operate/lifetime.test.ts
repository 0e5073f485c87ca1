import { describe, expect, test } from 'vitest';

import { failureOf } from '../test-support/failure-of.ts';
import { lifetimeRequest, resolveLifetime } from './lifetime.ts';

const hourInMs = 3_600_000;
const asOf = 1_000 * hourInMs;
const able = { expires: true };

describe('a time limit', () => {
  test('is none unless it is given', () => {
    expect(lifetimeRequest(undefined, {}, asOf)).toEqual({ asOf });
  });

  test('is kept with the moment in which it was asked for', () => {
    expect(lifetimeRequest(hourInMs, able, asOf)).toEqual({ ttlInMs: hourInMs, asOf });
    expect(lifetimeRequest(null, able, asOf)).toEqual({ ttlInMs: null, asOf });
  });

  test.each([
    [0, 'a minute at least'],
    [-1, 'a minute at least'],
    [59_999, 'a minute at least'],
    [Number.NaN, 'a minute at least'],
    [Number.POSITIVE_INFINITY, 'a year at most'],
    [400 * 24 * hourInMs, 'a year at most'],
  ])('cannot be %d ms', async (ttlInMs, bound) => {
    const error = await failureOf(() => lifetimeRequest(ttlInMs, able, asOf));
    expect(error).toMatchObject({
      code: 'TTL_INVALID',
      message: `A deployment lives for ${bound}.`,
      data: { ttlInMs },
    });
  });

  test('is refused where nothing would enforce it, with what to do instead', async () => {
    const error = await failureOf(() => lifetimeRequest(hourInMs, {}, asOf));
    expect(error.code).toBe('TTL_UNSUPPORTED');
    expect(error.hint).toContain('torchrelay destroy');
  });
});

describe('what has to be changed of the end that is set', () => {
  const request = { ttlInMs: 10 * hourInMs, asOf };
  const endsAfter = (timeInMs: number): { readonly expiresAt: number } => ({
    expiresAt: asOf + timeInMs,
  });

  test('is nothing where nobody asks', () => {
    expect(resolveLifetime({ asOf }, endsAfter(hourInMs))).toBeUndefined();
    expect(resolveLifetime({ asOf }, {})).toBeUndefined();
    expect(resolveLifetime(undefined, endsAfter(-hourInMs))).toBeUndefined();
  });

  test('is to take it away where it is over: who deploys then wants it to serve', () => {
    expect(resolveLifetime({ asOf }, endsAfter(-1))).toBeNull();
    expect(resolveLifetime({ asOf }, endsAfter(0))).toBeNull();
  });

  test('is all where none is set', () => {
    expect(resolveLifetime(request, undefined)).toBe(10 * hourInMs);
    expect(resolveLifetime(request, {})).toBe(10 * hourInMs);
  });

  test.each([9.1, 9.9, 10])('is nothing where it ends in %d of ten hours', (hours) => {
    expect(resolveLifetime(request, endsAfter(hours * hourInMs))).toBeUndefined();
  });

  test.each([-1, 5, 8.9, 10.1, 40])('is all where it ends in %d hours, not ten', (hours) => {
    expect(resolveLifetime(request, endsAfter(hours * hourInMs))).toBe(10 * hourInMs);
  });

  test('is to take it away, where there is one', () => {
    const none = { ttlInMs: null, asOf };
    expect(resolveLifetime(none, endsAfter(hourInMs))).toBeNull();
    expect(resolveLifetime(none, {})).toBeUndefined();
  });
});
