import type { FaultProxy } from '@torchrelay/stand-ins';
import { startFaultProxy } from '@torchrelay/stand-ins';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { blobStore } from './blob-store.ts';
import { failureOf } from './test-support/failure-of.ts';

/** Answers everything by itself, as the service writes it. */
let proxy: FaultProxy;

beforeAll(async () => {
  proxy = await startFaultProxy('http://127.0.0.1:1/acct');
});

beforeEach(() => {
  proxy.requests.length = 0;
});

afterAll(() => proxy[Symbol.asyncDispose]());

function answerWith(...pages: readonly (readonly string[])[]): void {
  proxy.fault = ({ url }) => {
    const number = Number(new URL(url, proxy.url).searchParams.get('marker') ?? 0);
    const blobs = (pages[number] ?? []).map(
      (name) =>
        `<Blob><Name>${name}</Name><Properties><Last-Modified>Mon, 23 Nov 2026 01:00:00 GMT</Last-Modified><Etag>0x8DE</Etag><Content-Length>7</Content-Length></Properties></Blob>`,
    );
    const next = number + 1 < pages.length ? String(number + 1) : '';
    return {
      status: 200,
      headers: { 'content-type': 'application/xml' },
      body: `<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs>${blobs.join('')}</Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`,
    };
  };
}

const list = (prefix: string, abortSignal?: AbortSignal) =>
  blobStore({
    accountUrl: proxy.url,
    container: 'models',
    prefix: 'torchrelay',
    credential: { accountName: 'acct', accountKey: 'a2V5' },
    timing: { retryInMs: 1 },
  }).doList(prefix, { abortSignal });

test('keys are what follows the prefix of the store', async () => {
  answerWith(['torchrelay/names/a', 'torchrelay/names/b/c']);
  expect(await Array.fromAsync(list('names/'))).toEqual(
    ['names/a', 'names/b/c'].map((key) => ({
      key,
      size: 7,
      modifiedAt: Date.parse('2026-11-23T01:00:00Z'),
      // As it is written everywhere else.
      etag: '"0x8DE"',
    })),
  );
  expect(proxy.requests[0]?.url).toContain('prefix=torchrelay%2Fnames%2F');
});

test('all pages are asked for, those without a blob too', async () => {
  answerWith(['torchrelay/a'], [], ['torchrelay/b']);
  const keys = (await Array.fromAsync(list(''))).map(({ key }) => key);
  expect(keys).toEqual(['a', 'b']);
  expect(proxy.requests).toHaveLength(3);
});

test('a page is asked for when the one before was used up', async () => {
  answerWith(['torchrelay/a'], ['torchrelay/b']);
  for await (const { key } of list('')) {
    expect(key).toBe('a');
    break;
  }
  expect(proxy.requests).toHaveLength(1);
});

test('a listing that breaks in the middle fails, and is not taken for a short one', async () => {
  answerWith(['torchrelay/a'], ['torchrelay/b']);
  const { fault } = proxy;
  proxy.fault = (request) => (request.url.includes('marker=') ? { status: 500 } : fault(request));
  const error = await failureOf(Array.fromAsync(list('')));
  expect(error).toMatchObject({ code: 'UNAVAILABLE', recovery: 'retry', effect: 'none' });
});

test('a listing can be stopped between its pages', async () => {
  answerWith(['torchrelay/a'], ['torchrelay/b']);
  const stop = new AbortController();
  const keys: string[] = [];
  const error = await failureOf(
    (async () => {
      for await (const { key } of list('', stop.signal)) {
        keys.push(key);
        stop.abort();
      }
    })(),
  );
  expect(error.code).toBe('ABORTED');
  expect(keys).toEqual(['a']);
});
