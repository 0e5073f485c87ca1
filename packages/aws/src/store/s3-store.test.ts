import { readAll, textSource } from '@torchrelay/core';
import type { ObjectStore, RangeSource } from '@torchrelay/core/target';
import { testStore } from '@torchrelay/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { copyObject } from './copy-object.ts';
import type { S3Store } from './s3-store.ts';
import { openBucket } from './s3-bucket.ts';
import { failureOf } from './test-support/failure-of.ts';
import { generatedSource } from './test-support/generated-source.ts';
import { refusal, type StartedS3, startS3 } from './test-support/start-s3.ts';

const key = 'names/demo/lease.json';

let s3: StartedS3;
let store: S3Store;
/** Of the test's own. */
let prefix: string;
let tests = 0;

beforeAll(async () => {
  // So that a listing of a few has pages.
  s3 = await startS3({ environment: { MOTO_S3_DEFAULT_MAX_KEYS: '3' } });
});

beforeEach(() => {
  s3.proxy.requests.length = 0;
  s3.proxy.fault = () => undefined;
  prefix = `test-${(tests += 1)}`;
  store = s3.createStore({ prefix });
});

afterAll(() => s3[Symbol.asyncDispose]());

const methods = (): readonly string[] => s3.proxy.requests.map(({ method }) => method);

async function textAt(of: ObjectStore, at: string): Promise<string | undefined> {
  const found = await of.doRead(at, {});
  return found && new TextDecoder().decode(await readAll(found.source));
}

async function rangeOf(source: RangeSource, offset: number, length: number): Promise<string> {
  const chunks = await Array.fromAsync(source.read(offset, length));
  return Buffer.concat(chunks).toString();
}

const native = (of: string): { readonly Bucket: string; readonly Key: string } => ({
  Bucket: s3.bucket,
  Key: `${prefix}/${of}`,
});

describe('what every store promises', () => {
  testStore({ test, createStore: () => s3.createStore({ prefix: 'promises' }) });
});

describe('reading', () => {
  test('a small object is one request, whichever ranges are read', async () => {
    await store.doWrite(key, textSource('hello, world'), {}, {});
    s3.proxy.requests.length = 0;
    const found = await store.doRead(key, {});
    expect(found?.head).toMatchObject({ key, size: 12, sha256: textSource('hello, world').sha256 });
    if (found === undefined) return;
    expect(await rangeOf(found.source, 0, 12)).toBe('hello, world');
    expect(await rangeOf(found.source, 7, 5)).toBe('world');
    expect(methods()).toEqual(['GET']);
  });

  test('a range of a larger one is read where it lies', async () => {
    const content = generatedSource(300_000);
    await store.doWrite('large', content, {}, {});
    const found = await store.doRead('large', {});
    const all = Buffer.from(await readAll(content));
    for (const [offset, length] of [
      [0, 300_000],
      [65_000, 1000],
      [65_536, 10],
      [299_999, 1],
    ] as const) {
      const read = await Array.fromAsync(found?.source.read(offset, length) ?? []);
      expect(Buffer.concat(read).equals(all.subarray(offset, offset + length))).toBe(true);
    }
  });

  test('an empty object is there', async () => {
    await store.doWrite('empty', textSource(''), {}, {});
    expect((await store.doHead('empty', {}))?.size).toBe(0);
    expect(await textAt(store, 'empty')).toBe('');
  });

  test.each(['overwritten', 'removed'])(
    'what is read is the version that was opened: once it is %s, reading fails',
    async (how) => {
      await store.doWrite('large', generatedSource(200_000), {}, {});
      const found = await store.doRead('large', {});
      if (how === 'removed') await store.doDelete('large', {}, {});
      else await store.doWrite('large', generatedSource(200_000, 1), {}, {});
      const reading = rangeOf(found?.source ?? textSource(''), 100_000, 10);
      expect((await failureOf(reading)).code).toBe('PRECONDITION_FAILED');
    },
  );

  test('a line that is cut in the middle is taken up where it was cut', async () => {
    const content = Buffer.from(await readAll(generatedSource(500_000)));
    await store.doWrite('large', generatedSource(500_000), {}, {});
    const found = await store.doRead('large', {});
    const asked: (string | undefined)[] = [];
    s3.proxy.fault = ({ headers }) => {
      asked.push(headers.range);
      const start = Number(/\d+/.exec(headers.range ?? '')?.[0]);
      if (asked.length > 2) return undefined;
      const part = content.subarray(start, start + 50_000);
      const length = { 'content-length': String(500_000 - start) };
      return { status: 206, headers: length, body: part, isCut: true };
    };
    const read = await Array.fromAsync(found?.source.read(0, 500_000) ?? []);
    expect(Buffer.concat(read).equals(content)).toBe(true);
    expect(asked.map((range) => /\d+/.exec(range ?? '')?.[0])).toEqual([
      '65536',
      '115536',
      '165536',
    ]);
  });

  test('a line that is always cut is an outage', async () => {
    await store.doWrite('large', generatedSource(200_000), {}, {});
    const found = await store.doRead('large', {});
    s3.proxy.fault = () => ({
      status: 206,
      headers: { 'content-length': '1000' },
      body: '',
      isCut: true,
    });
    const error = await failureOf(rangeOf(found?.source ?? textSource(''), 0, 200_000));
    expect(error).toMatchObject({ code: 'UNREACHABLE', recovery: 'retry' });
  });

  test('an abort ends reading in the middle', async () => {
    await store.doWrite('large', generatedSource(2_000_000), {}, {});
    const found = await store.doRead('large', {});
    const stop = new AbortController();
    const read = async (): Promise<void> => {
      const call = { abortSignal: stop.signal };
      for await (const _ of found?.source.read(100_000, 1_900_000, call) ?? []) stop.abort();
    };
    expect((await failureOf(read())).code).toBe('ABORTED');
  });
});

describe('writing', () => {
  test('the digest is kept with the object', async () => {
    const source = textSource('hello');
    const head = await store.doWrite(key, source, {}, {});
    expect(head).toMatchObject({ size: 5, sha256: source.sha256 });
    expect(head.etag).toBe((await store.doHead(key, {}))?.etag);
    const { Metadata } = await s3.native.headObject(native(key));
    expect(Metadata).toMatchObject({ sha256: source.sha256 });
  });

  test('leases go by the clock of S3, however wrong this one is', async () => {
    const date = 'Wed, 21 Oct 2015 07:28:00 GMT';
    s3.proxy.fault = () => ({ status: 200, headers: { date, etag: '"e"' } });
    const head = await store.doWrite(key, textSource('x'), {}, {});
    expect(head.serverTime).toBe(Date.parse(date));
  });

  test('what is not what was announced is not written', async () => {
    for (const wrong of [{ sha256: 'ab'.repeat(32) }, { size: 9 }]) {
      const error = await failureOf(
        store.doWrite(key, { ...textSource('hello'), ...wrong }, {}, {}),
      );
      expect(error.code).toBe('CONTENT_MISMATCH');
    }
    expect(s3.proxy.requests).toEqual([]);
  });

  test('a conditional write whose answer was lost is known as our own', async () => {
    let lost = 0;
    s3.proxy.fault = ({ method }) =>
      method === 'PUT' && (lost += 1) === 1 ? 'cut-after' : undefined;
    const head = await store.doWrite(key, textSource('ours'), { ifAbsent: true }, {});
    expect(methods()).toEqual(['PUT', 'PUT', 'HEAD']);
    expect(await textAt(store, key)).toBe('ours');
    lost = 0;
    await store.doWrite(key, textSource('ours too'), { ifMatch: head.etag }, {});
    expect(await textAt(store, key)).toBe('ours too');
  });

  test("a conditional write that was repeated is not taken for somebody else's of the same words", async () => {
    await store.doWrite(key, textSource('the same'), {}, {});
    let cut = 0;
    s3.proxy.fault = () => ((cut += 1) === 1 ? 'cut-before' : undefined);
    const write = store.doWrite(key, textSource('the same'), { ifAbsent: true }, {});
    expect((await failureOf(write)).code).toBe('PRECONDITION_FAILED');
  });

  test('over what is gone, a write that was to find it fails', async () => {
    const { etag } = await store.doWrite(key, textSource('first'), {}, {});
    await store.doDelete(key, {}, {});
    const error = await failureOf(store.doWrite(key, textSource('next'), { ifMatch: etag }, {}));
    expect(error.code).toBe('PRECONDITION_FAILED');
    expect(error.message).toContain('was removed meanwhile');
  });

  test('a conflict that S3 could not judge is tried again, and for ever is an outage', async () => {
    let conflicts = 2;
    s3.proxy.fault = () =>
      (conflicts -= 1) >= 0 ? refusal(409, 'ConditionalRequestConflict') : undefined;
    await store.doWrite(key, textSource('a'), { ifAbsent: true }, {});
    expect(methods()).toEqual(['PUT', 'PUT', 'PUT']);
    s3.proxy.fault = () => refusal(409, 'ConditionalRequestConflict');
    const error = await failureOf(store.doWrite(key, textSource('b'), {}, {}));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', recovery: 'retry', effect: 'none' });
  });

  test('an abort ends the wait for a conflict to pass', async () => {
    const stop = new AbortController();
    s3.proxy.fault = () => {
      stop.abort();
      return refusal(409, 'ConditionalRequestConflict');
    };
    const call = { abortSignal: stop.signal };
    expect((await failureOf(store.doWrite(key, textSource('a'), {}, call))).code).toBe('ABORTED');
  });

  test('a key of KMS is named with all that is written', async () => {
    const kmsKey = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const encrypted = s3.createStore({ prefix, kmsKey });
    await encrypted.doWrite(key, textSource('a'), {}, {});
    await encrypted.doWrite('large', generatedSource(7 * 2 ** 20), {}, {});
    await encrypted.doCopy?.(key, 'copy', {});
    for (const of of [key, 'large', 'copy']) {
      const { ServerSideEncryption, SSEKMSKeyId } = await s3.native.headObject(native(of));
      expect({ ServerSideEncryption, SSEKMSKeyId }).toEqual({
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: kmsKey,
      });
    }
  });

  test.each(['', '/a', 'a//b', 'a/../b', 'a\\b', 'a\nb', 'a'.repeat(1025)])(
    'the key %j is refused here already',
    async (wrong) => {
      const error = await failureOf(store.doWrite(wrong, textSource('a'), {}, {}));
      expect(error.code).toBe('STORE_KEY_INVALID');
      expect(s3.proxy.requests).toEqual([]);
    },
  );
});

describe('copying', () => {
  const copyInParts = async (from: string): Promise<unknown> =>
    copyObject(
      from,
      { key: 'to', bucket: await openBucket({ ...s3.settings, prefix }, {}), call: {} },
      { partBytes: 5 * 2 ** 20 },
    );

  test('a copy has the content, the digest, and an etag of its own time', async () => {
    const source = textSource('hello');
    const from = await store.doWrite('from', source, {}, {});
    s3.proxy.requests.length = 0;
    const head = await store.doCopy?.('from', 'to/there', {});
    expect(head).toMatchObject({ key: 'to/there', size: 5, sha256: source.sha256 });
    expect(head?.etag).toBe(from.etag);
    expect(await textAt(store, 'to/there')).toBe('hello');
    expect(methods().slice(0, 2)).toEqual(['HEAD', 'PUT']);
  });

  test('what S3 does not copy at once is copied in parts, with its digest', async () => {
    const content = generatedSource(8 * 2 ** 20);
    const from = await store.doWrite('from', content, {}, {});
    s3.proxy.requests.length = 0;
    expect(await copyInParts('from')).toMatchObject({ key: 'to', sha256: from.sha256 });
    const found = await store.doRead('to', {});
    expect(found?.head).toMatchObject({ size: 8 * 2 ** 20, sha256: from.sha256 });
    const [read, sent] = [await readAll(found?.source ?? content), await readAll(content)];
    expect(Buffer.from(read).equals(sent)).toBe(true);
    const ranges = s3.proxy.requests.flatMap(
      ({ headers }) => headers['x-amz-copy-source-range'] ?? [],
    );
    expect(ranges.toSorted()).toEqual(['bytes=0-5242879', 'bytes=5242880-8388607']);
  });

  test('a copy in parts that fails leaves none', async () => {
    await store.doWrite('from', generatedSource(8 * 2 ** 20), {}, {});
    s3.proxy.fault = ({ url }) =>
      url.includes('partNumber=2') ? refusal(403, 'AccessDenied') : undefined;
    expect((await failureOf(copyInParts('from'))).code).toBe('ACCESS_DENIED');
    expect(await Array.fromAsync(store.doListUploads({}))).toEqual([]);
    expect(await store.doHead('to', {})).toBeUndefined();
  });

  test('a copy in parts that fails tells why, also where its parts cannot be removed', async () => {
    await store.doWrite('from', generatedSource(8 * 2 ** 20), {}, {});
    s3.proxy.fault = ({ method, url }) => {
      if (method === 'DELETE') return refusal(404, 'NoSuchBucket');
      return url.includes('partNumber=2') ? refusal(403, 'AccessDenied') : undefined;
    };
    const error = await failureOf(copyInParts('from'));
    expect(error.code).toBe('ACCESS_DENIED');
    expect(error.hint).toContain('torchrelay gc removes them.');
  });

  test('a copy of what is not there says so', async () => {
    const error = await failureOf(store.doCopy?.('missing', 'to', {}) ?? Promise.resolve());
    expect(error).toMatchObject({ code: 'STORE_OBJECT_GONE', recovery: 'replan' });
  });

  test('what was overwritten since it was looked at is not copied', async () => {
    await store.doWrite('from', textSource('first'), {}, {});
    s3.proxy.fault = ({ method }) =>
      method === 'PUT' ? refusal(412, 'PreconditionFailed') : undefined;
    const error = await failureOf(store.doCopy?.('from', 'to', {}) ?? Promise.resolve());
    expect(error.code).toBe('PRECONDITION_FAILED');
    const copy = s3.proxy.requests.find(
      ({ method, url }) => method === 'PUT' && url.includes('to'),
    );
    expect(copy?.headers['x-amz-copy-source-if-match']).toBeDefined();
  });
});

describe('listing', () => {
  test('a listing has all pages, with keys as they were written', async () => {
    const keys = Array.from({ length: 8 }, (_, index) => `packages/ab/${index}`);
    for (const each of keys) await store.doWrite(each, textSource(each), {}, {});
    const listed = await Array.fromAsync(store.doList('packages/', {}));
    expect(listed.map((object) => object.key).toSorted()).toEqual(keys);
    expect(listed[0]).toMatchObject({ size: 13 });
    expect(Math.abs((listed[0]?.modifiedAt ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(s3.proxy.requests.filter(({ method }) => method === 'GET').length).toBe(3);
  });

  test('stores of one bucket do not see each other', async () => {
    await store.doWrite('a', textSource('a'), {}, {});
    const other = s3.createStore({ prefix: `${prefix}-other` });
    await other.doWrite('b', textSource('b'), {}, {});
    expect(await Array.fromAsync(store.doList('', {}))).toMatchObject([{ key: 'a' }]);
    expect(await Array.fromAsync(other.doList('', {}))).toMatchObject([{ key: 'b' }]);
  });
});

describe('deleting', () => {
  test('a delete whose answer was lost has worked', async () => {
    const { etag } = await store.doWrite(key, textSource('a'), {}, {});
    let lost = 0;
    s3.proxy.fault = ({ method }) =>
      method === 'DELETE' && (lost += 1) === 1 ? 'cut-after' : undefined;
    await store.doDelete(key, { ifMatch: etag }, {});
    expect(lost).toBe(2);
    expect(await store.doHead(key, {})).toBeUndefined();
  });

  test('what was to be a certain version, and is gone, fails', async () => {
    const error = await failureOf(store.doDelete(key, { ifMatch: '"e"' }, {}));
    expect(error.code).toBe('PRECONDITION_FAILED');
  });
});

describe('a bucket that is not there', () => {
  test('reads as an empty store', async () => {
    const missing = s3.createStore({ bucket: 'nobody-made-this', prefix });
    expect(await missing.doHead(key, {})).toBeUndefined();
    expect(await missing.doRead(key, {})).toBeUndefined();
    expect(await Array.fromAsync(missing.doList('', {}))).toEqual([]);
    expect(await Array.fromAsync(missing.doListUploads({}))).toEqual([]);
    await missing.doDelete(key, {}, {});
  });

  test('is said when something is written', async () => {
    const missing = s3.createStore({ bucket: 'nobody-made-this', prefix });
    for (const source of [textSource('a'), generatedSource(7 * 2 ** 20)]) {
      const error = await failureOf(missing.doWrite(key, source, {}, {}));
      expect(error).toMatchObject({ code: 'STORE_MISSING', recovery: 'replan' });
      expect(error.message).toBe(
        `Cannot write ${key} in s3://nobody-made-this/${prefix}: there is no such bucket.`,
      );
    }
  });
});
