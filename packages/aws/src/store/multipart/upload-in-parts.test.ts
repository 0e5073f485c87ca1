import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bytesSource, readAll } from '@torchrelay/core';
import { hashSource } from '@torchrelay/core/target-utils';
import type { RangeSource } from '@torchrelay/core/target';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { generatedSource } from '../test-support/generated-source.ts';
import { failureOf } from '../test-support/failure-of.ts';
import {
  isCompletion,
  isPart,
  partNumber,
  refusal,
  type StartedS3,
  startS3,
} from '../test-support/start-s3.ts';
import type { S3Store } from '../s3-store.ts';

const key = 'packages/ab/content/model/1/model.pt';
const mebibyte = 2 ** 20;
/** Two parts, a large one and a small one, whatever the digest makes of their size. */
const size = 7 * mebibyte;

let s3: StartedS3;
let store: S3Store;
/** Of the test's own. */
let prefix: string;
let tests = 0;

beforeAll(async () => {
  s3 = await startS3();
});

beforeEach(() => {
  s3.proxy.requests.length = 0;
  s3.proxy.fault = () => undefined;
  prefix = `test-${(tests += 1)}`;
  store = s3.createStore({ prefix });
});

afterAll(() => s3[Symbol.asyncDispose]());

async function known(source: RangeSource): Promise<RangeSource & { readonly sha256: string }> {
  return { ...source, sha256: await hashSource(source) };
}

const partsSent = (): readonly number[] =>
  s3.proxy.requests
    .filter(isPart)
    .map(partNumber)
    .toSorted((a, b) => a - b);

const unfinished = (): Promise<readonly unknown[]> => Array.fromAsync(store.doListUploads({}));

async function contentOf(of: S3Store): Promise<string | undefined> {
  const found = await of.doRead(key, {});
  return found && (await hashSource({ ...found.source, sha256: undefined }));
}

test('a large object is sent in parts, and is there with its digest', async () => {
  const source = await known(generatedSource(size));
  const progress: number[] = [];
  const head = await store.doWrite(key, source, { onProgress: (sent) => progress.push(sent) }, {});
  expect(head).toMatchObject({ key, size, sha256: source.sha256 });
  expect(await store.doHead(key, {})).toMatchObject({
    size,
    sha256: source.sha256,
    etag: head.etag,
  });
  expect(await contentOf(store)).toBe(source.sha256);
  expect(partsSent()).toEqual([1, 2]);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(progress.at(-1)).toBe(size);
  expect(await unfinished()).toEqual([]);
});

test('a digest that is not known is found first', async () => {
  const source = generatedSource(size, 1);
  const head = await store.doWrite(key, source, {}, {});
  expect(head.sha256).toBe(await hashSource(source));
});

test('each part carries the checksum that S3 holds it against', async () => {
  await store.doWrite(key, generatedSource(size, 2), {}, {});
  for (const { headers } of s3.proxy.requests.filter(isPart)) {
    expect(headers['x-amz-checksum-crc32']).toMatch(/^[\w+/]{6}==$/);
  }
});

test('what is there already is not sent', async () => {
  const source = await known(generatedSource(size));
  const first = await store.doWrite(key, source, {}, {});
  s3.proxy.requests.length = 0;
  const progress: number[] = [];
  const second = await store.doWrite(
    key,
    source,
    { onProgress: (sent) => progress.push(sent) },
    {},
  );
  expect(second.etag).toBe(first.etag);
  expect(progress).toEqual([size]);
  expect(s3.proxy.requests.map(({ method }) => method)).toEqual(['HEAD']);
});

test('a condition that does not hold any more fails before a byte is sent', async () => {
  const head = await store.doWrite(key, generatedSource(size), {}, {});
  s3.proxy.requests.length = 0;
  const other = generatedSource(size, 3);
  for (const options of [{ ifAbsent: true }, { ifMatch: '"other"' }]) {
    const error = await failureOf(store.doWrite(key, other, options, {}));
    expect(error.code).toBe('PRECONDITION_FAILED');
  }
  await store.doDelete(key, {}, {});
  const error = await failureOf(store.doWrite(key, other, { ifMatch: head.etag }, {}));
  expect(error.message).toContain('was removed meanwhile');
  expect(partsSent()).toEqual([]);
});

test('a condition that fails at the end leaves what is there, and no parts', async () => {
  const sent = store.doWrite(key, generatedSource(size), { ifAbsent: true }, {});
  s3.proxy.fault = (request) => {
    if (isPart(request) && partNumber(request) === 1) overtake();
    return undefined;
  };
  let overtaken: Promise<unknown> = Promise.resolve();
  const overtake = (): void => {
    const put = { Bucket: s3.bucket, Key: `${prefix}/${key}`, Body: 'first' };
    overtaken = s3.native.putObject(put);
  };
  const error = await failureOf(sent);
  await overtaken;
  expect(error.code).toBe('PRECONDITION_FAILED');
  const found = await store.doRead(key, {});
  expect(new TextDecoder().decode(await readAll(found?.source ?? generatedSource(0)))).toBe(
    'first',
  );
  expect(await unfinished()).toEqual([]);
});

test('a large object is written over one that is still the same', async () => {
  const first = await store.doWrite(key, generatedSource(size), {}, {});
  const source = await known(generatedSource(size, 4));
  await store.doWrite(key, source, { ifMatch: first.etag }, {});
  expect(await contentOf(store)).toBe(source.sha256);
});

test('an upload whose process was killed is taken up again, and no part is sent twice', async () => {
  const seed = 5;
  s3.proxy.fault = (request) => (isPart(request) && partNumber(request) === 2 ? 'hang' : undefined);
  const child = spawn(process.execPath, [
    '--conditions=torchrelay-source',
    new URL('../test-support/upload-process.ts', import.meta.url).pathname,
    JSON.stringify({ settings: { ...s3.settings, prefix }, key, size, seed }),
  ]);
  let progress = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (progress += text));
  await expect.poll(() => progress, { timeout: 60_000 }).toMatch(/sent/);
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(await unfinished()).toMatchObject([{ key }]);

  s3.proxy.fault = () => undefined;
  s3.proxy.requests.length = 0;
  const source = await known(generatedSource(size, seed));
  await store.doWrite(key, source, {}, {});
  expect(partsSent()).toEqual([2]);
  expect(await contentOf(store)).toBe(source.sha256);
  expect(await unfinished()).toEqual([]);
});

/** Begins to send, and ends with the first part in the store and nobody who sends. */
async function strand(source: RangeSource): Promise<void> {
  const stop = new AbortController();
  s3.proxy.fault = (request) => {
    if (request.method === 'DELETE') return 'cut-before';
    return isPart(request) && partNumber(request) === 2 ? 'hang' : undefined;
  };
  const onProgress = (): void => stop.abort();
  await failureOf(store.doWrite(key, source, { onProgress }, { abortSignal: stop.signal }));
  s3.proxy.fault = () => undefined;
  s3.proxy.requests.length = 0;
}

test('an outage leaves the parts, and the next attempt goes on with them', async () => {
  const source = await known(generatedSource(size, 6));
  const arrived = Promise.withResolvers<void>();
  s3.proxy.fault = (request) =>
    isPart(request) && partNumber(request) === 2 ? 'cut-before' : undefined;
  const slow: RangeSource = {
    ...source,
    // The second part is read when the first one has arrived.
    async *read(offset, length) {
      yield* source.read(offset, size - 1);
      await arrived.promise;
      yield* source.read(size - 1, offset + length - size + 1);
    },
  };
  const onProgress = (): void => arrived.resolve();
  const error = await failureOf(store.doWrite(key, slow, { onProgress }, {}));
  expect(error).toMatchObject({ code: 'UNREACHABLE', recovery: 'retry' });
  expect(await unfinished()).toHaveLength(1);
  s3.proxy.fault = () => undefined;
  s3.proxy.requests.length = 0;
  await store.doWrite(key, source, {}, {});
  expect(partsSent()).toEqual([2]);
  expect(await contentOf(store)).toBe(source.sha256);
  expect(await unfinished()).toEqual([]);
});

test('parts of another content are not taken for this one', async () => {
  await strand(await known(generatedSource(size, 7)));
  const source = await known(generatedSource(size, 8));
  await store.doWrite(key, source, {}, {});
  expect(partsSent()).toEqual([1, 2]);
  expect(await store.doHead(key, {})).toMatchObject({ sha256: source.sha256 });
  expect(await contentOf(store)).toBe(source.sha256);
});

test('parts of an object whose key only starts alike are left alone', async () => {
  const source = await known(generatedSource(size, 9));
  await strand(source);
  await store.doWrite(key.slice(0, -1), source, {}, {});
  expect(partsSent()).toEqual([1, 2]);
  expect(await unfinished()).toMatchObject([{ key }]);
});

test('an abort removes what was sent before it returns', async () => {
  const stop = new AbortController();
  s3.proxy.fault = (request) => (isPart(request) && partNumber(request) > 1 ? 'hang' : undefined);
  const source = await known(generatedSource(size, 10));
  const onProgress = (): void => stop.abort(new Error('enough'));
  const error = await failureOf(
    store.doWrite(key, source, { onProgress }, { abortSignal: stop.signal }),
  );
  expect(error.code).toBe('ABORTED');
  const asked = { Bucket: s3.bucket, Prefix: prefix };
  expect((await s3.native.listMultipartUploads(asked)).Uploads).toBeUndefined();
  expect(await store.doHead(key, {})).toBeUndefined();
});

test('an abort that cannot remove what was sent says so, and how it is removed', async () => {
  const stop = new AbortController();
  s3.proxy.fault = (request) => {
    if (request.method === 'DELETE') return refusal(403, 'AccessDenied');
    return isPart(request) && partNumber(request) > 1 ? 'hang' : undefined;
  };
  const source = await known(generatedSource(size, 11));
  const onProgress = (): void => stop.abort();
  const error = await failureOf(
    store.doWrite(key, source, { onProgress }, { abortSignal: stop.signal }),
  );
  expect(error).toMatchObject({ code: 'ABORTED' });
  expect(error.hint).toMatch(
    /^The parts that were sent could not be removed .* torchrelay gc removes them\.$/,
  );
});

test('a part that arrives after the removal is removed too', async () => {
  const source = await known(generatedSource(size, 12));
  let removals = 0;
  s3.proxy.fault = (request) => {
    if (isPart(request) && partNumber(request) === 2) return refusal(403, 'AccessDenied');
    // As if a straggler had kept the upload alive: the first removal finds it still there.
    return request.method === 'DELETE' && (removals += 1) === 1 ? { status: 204 } : undefined;
  };
  expect((await failureOf(store.doWrite(key, source, {}, {}))).code).toBe('ACCESS_DENIED');
  expect(removals).toBe(2);
  expect(await unfinished()).toEqual([]);
});

test('what is not what was announced does not become an object', async () => {
  const source = generatedSource(size, 13);
  const wrong = [
    { ...source, sha256: 'ab'.repeat(32) },
    { ...(await known(source)), size: size - 1 },
    { ...(await known(source)), size: size + 5 },
  ];
  for (const announced of wrong) {
    const read = (): AsyncIterable<Uint8Array> => source.read(0, size);
    const error = await failureOf(store.doWrite(key, { ...announced, read }, {}, {}));
    expect(error).toMatchObject({ code: 'CONTENT_MISMATCH', recovery: 'retry' });
    expect(await store.doHead(key, {})).toBeUndefined();
    expect(await unfinished()).toEqual([]);
  }
});

test('a file that changes while it is sent does not become an object, by its own word', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'torchrelay-upload-'));
  const path = join(folder, 'model.pt');
  const content = await readAll(generatedSource(size, 14));
  await writeFile(path, content);
  const checks: string[] = [];
  const file = { ...(await known(bytesSource(content))), path };
  const check = async (): Promise<void> => void checks.push('asked');
  await store.doWrite(key, { ...file, check }, {}, {});
  expect(checks).toEqual(['asked']);
  expect(await contentOf(store)).toBe(file.sha256);
  const changed = async (): Promise<void> => {
    throw new Error('the file has changed');
  };
  const other = s3.createStore({ prefix: `${prefix}-changed` });
  const write = other.doWrite(key, { ...file, check: changed }, {}, {});
  await expect(write).rejects.toThrow('the file has changed');
  expect(await other.doHead(key, {})).toBeUndefined();
  expect(await Array.fromAsync(other.doListUploads({}))).toEqual([]);
  await rm(folder, { recursive: true });
});

test('a source that fails ends the upload with its failure', async () => {
  const source: RangeSource = {
    size,
    sha256: 'ab'.repeat(32),
    async *read() {
      yield new Uint8Array(size);
      throw new Error('the disk is gone');
    },
  };
  await expect(store.doWrite(key, source, {}, {})).rejects.toThrow('the disk is gone');
  expect(await unfinished()).toEqual([]);
});

test('a completion whose answer was lost has worked', async () => {
  let lost = 0;
  s3.proxy.fault = (request) =>
    isCompletion(request) && (lost += 1) === 1 ? 'cut-after' : undefined;
  const source = await known(generatedSource(size, 14));
  await store.doWrite(key, source, { ifAbsent: true }, {});
  expect(lost).toBe(2);
  expect(await contentOf(store)).toBe(source.sha256);
});

test('two processes that send the same at once both end well', async () => {
  const source = await known(generatedSource(size, 15));
  const other = s3.createStore({ prefix });
  const heads = await Promise.all([
    store.doWrite(key, source, {}, {}),
    other.doWrite(key, source, {}, {}),
  ]);
  expect(new Set(heads.map(({ sha256 }) => sha256))).toEqual(new Set([source.sha256]));
  expect(await contentOf(store)).toBe(source.sha256);
  expect(await unfinished()).toEqual([]);
});

test('an upload that somebody has ended under our hands can be begun again', async () => {
  const source = await known(generatedSource(size, 16));
  const remove = async (): Promise<void> => {
    for await (const upload of store.doListUploads({})) await store.doRemoveUpload(upload, {});
  };
  let removed: Promise<void> | undefined;
  const onProgress = (): void => void (removed ??= remove());
  s3.proxy.fault = (request) =>
    isPart(request) && partNumber(request) === 2 ? refusal(404, 'NoSuchUpload') : undefined;
  const error = await failureOf(store.doWrite(key, source, { onProgress }, {}));
  await removed;
  expect(error).toMatchObject({ code: 'UPLOAD_OVERTAKEN', recovery: 'retry' });
  s3.proxy.fault = () => undefined;
  await store.doWrite(key, source, {}, {});
  expect(await contentOf(store)).toBe(source.sha256);
});

test('uploads that nobody ends are listed with their age, and removed', async () => {
  const before = Date.now() - 1000;
  await strand(await known(generatedSource(size, 17)));
  const [upload] = await Array.fromAsync(store.doListUploads({}));
  expect(upload).toMatchObject({ key });
  expect(upload?.begunAt).toBeGreaterThan(before);
  // Other stores of the bucket are none of its business.
  expect(await Array.fromAsync(s3.createStore({ prefix: 'other' }).doListUploads({}))).toEqual([]);
  await store.doRemoveUpload(upload ?? { key, uploadId: '' }, {});
  expect(await unfinished()).toEqual([]);
  // Again, as after a lost answer.
  await store.doRemoveUpload(upload ?? { key, uploadId: '' }, {});
});
