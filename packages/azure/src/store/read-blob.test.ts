import { readAll } from '@torchrelay/core';
import type { RangeSource } from '@torchrelay/core/target';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { blobStore } from './blob-store.ts';
import {
  type AzuriteAccount,
  type AzuriteContainer,
  startAzuriteAccount,
} from './test-support/azurite-account.ts';
import { failureOf } from './test-support/failure-of.ts';
import { chunkedSource, seededBytes } from './test-support/random-source.ts';

const size = 300_000;
const bytes = seededBytes(size);
let account: AzuriteAccount;
let container: AzuriteContainer;
let source: RangeSource;

beforeAll(async () => {
  account = await startAzuriteAccount();
  container = await account.newContainer();
  await blobStore(container.settings).doWrite('model.pt', chunkedSource(bytes), {}, {});
});

beforeEach(async () => {
  account.proxy.fault = () => undefined;
  const found = await blobStore(container.settings).doRead('model.pt', {});
  if (found === undefined) throw new Error('There is no model.pt.');
  ({ source } = found);
  account.proxy.requests.length = 0;
});

afterAll(() => account[Symbol.asyncDispose]());

async function read(offset: number, length: number): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(source.read(offset, length)));
}

describe('a range', () => {
  test.each([
    [0, size],
    [0, 1],
    [size - 1, 1],
    [12_345, 67_890],
  ])('from %i of %i bytes is one request, pinned to the version', async (offset, length) => {
    expect(await read(offset, length)).toEqual(bytes.subarray(offset, offset + length));
    const [request, ...others] = account.proxy.requests;
    expect(others).toEqual([]);
    expect(request?.headers['x-ms-range']).toBe(`bytes=${offset}-${offset + length - 1}`);
    expect(request?.headers['if-match']).toMatch(/^"0x/);
  });

  test('without bytes is no request', async () => {
    expect(await read(size, 0)).toHaveLength(0);
    expect(account.proxy.requests).toEqual([]);
  });

  test('can be read again, and together with others', async () => {
    const offsets = [0, 1000, 100_000, 0];
    const parts = await Promise.all(offsets.map((offset) => read(offset, 1000)));
    expect(parts).toEqual(offsets.map((offset) => bytes.subarray(offset, offset + 1000)));
  });

  test('of which no more is wanted ends its request', async () => {
    for await (const chunk of source.read(0, size)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(await read(0, 10)).toEqual(bytes.subarray(0, 10));
  });
});

describe('a source over a blob', () => {
  test('knows its size and its digest, so that another store can take it', async () => {
    const { sha256 } = chunkedSource(bytes);
    expect(source).toMatchObject({ size, sha256 });
    const other = blobStore({ ...container.settings, prefix: 'other' });
    await other.doWrite('copy.pt', source, {}, {});
    expect(await other.doHead('copy.pt', {})).toMatchObject({ size, sha256 });
  });

  test('waits for whoever is slow, without taking that for silence', async () => {
    const slow = blobStore({ ...container.settings, timing: { retryInMs: 1, silenceInMs: 200 } });
    const found = await slow.doRead('model.pt', {});
    let received = 0;
    for await (const chunk of found?.source.read(0, size) ?? []) {
      if (received === 0) await new Promise((resolve) => setTimeout(resolve, 500));
      received += chunk.length;
    }
    expect(received).toBe(size);
  });

  test('is given up when the service falls silent', async () => {
    const brief = blobStore({ ...container.settings, timing: { retryInMs: 1, silenceInMs: 100 } });
    const found = await brief.doRead('model.pt', {});
    account.proxy.fault = () => 'hang';
    const error = await failureOf(readAll(found?.source ?? source));
    expect(error).toMatchObject({ code: 'UNREACHABLE', recovery: 'retry', effect: 'none' });
  });

  test('passes on why the service refuses', async () => {
    account.proxy.fault = () => ({
      status: 409,
      headers: { 'x-ms-error-code': 'BlobArchived' },
    });
    const error = await failureOf(read(0, 10));
    expect(error).toMatchObject({ code: 'STORE_OBJECT_LOCKED', recovery: 'never' });
    expect(error.hint).toContain('set-tier');
  });
});
