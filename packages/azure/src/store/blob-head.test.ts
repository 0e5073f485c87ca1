import { describe, expect, test } from 'vitest';

import { headOf } from './blob-head.ts';

const written = new Date('2026-11-23T01:00:00Z');
const answered = new Date('2026-11-23T01:00:07Z');

describe('a head', () => {
  test("tells times by the service's clock", () => {
    const head = headOf('a', {
      etag: '"1"',
      lastModified: written,
      date: answered,
      contentLength: 3,
    });
    expect(head).toEqual({
      key: 'a',
      size: 3,
      etag: '"1"',
      modifiedAt: written.getTime(),
      serverTime: answered.getTime(),
    });
  });

  test('of an answer without a date takes the time of writing, never ours', () => {
    const { serverTime } = headOf('a', { etag: '"1"', lastModified: written });
    expect(serverTime).toBe(written.getTime());
  });

  test('has the SHA-256 that was kept with the blob, and nothing else of its metadata', () => {
    const metadata = { sha256: 'ab'.repeat(32), owner: 'ada' };
    expect(headOf('a', { etag: '"1"', metadata })).toMatchObject({ sha256: 'ab'.repeat(32) });
    expect(headOf('a', { etag: '"1"', metadata })).not.toHaveProperty('owner');
    expect(headOf('a', { etag: '"1"', metadata: {} })).not.toHaveProperty('sha256');
  });
});
