import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { addModel } from '@torchrelay/testing';
import { inspect } from '@torchrelay/torchscript';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { failureOf } from '../store/test-support/failure-of.ts';
import { type StartedS3, startS3 } from '../store/test-support/start-s3.ts';
import { s3Folder } from './s3-folder.ts';
import { s3Source, type S3SourceSettings } from './s3-source.ts';
import { parseS3Uri } from './s3-uri.ts';

let s3: StartedS3;
let settings: S3SourceSettings;

beforeAll(async () => {
  s3 = await startS3();
  const { endpoint, region, credentials } = s3.settings;
  settings = { endpoint, region, credentials };
});

beforeEach(async () => {
  await put('models/model.pt', readFileSync(addModel(1)));
  s3.proxy.requests.length = 0;
});

afterAll(() => s3[Symbol.asyncDispose]());

const put = (key: string, body: Uint8Array): Promise<unknown> =>
  s3.native.putObject({ Bucket: s3.bucket, Key: key, Body: body });

const uriOf = (key: string): string => `s3://${s3.bucket}/${key}`;

describe('a model in S3', () => {
  test('is inspected like a file here, in two requests', async () => {
    const source = await s3Source(uriOf('models/model.pt'), settings);
    const { name, ...far } = await inspect(source);
    const { name: _, ...near } = await inspect(addModel(1));
    expect(far).toEqual(near);
    expect(name).toBe(uriOf('models/model.pt'));
    expect(s3.proxy.requests.length).toBeLessThanOrEqual(2);
  });

  test('of which a little is wanted is not fetched whole', async () => {
    const bytes = randomBytes(3_000_000);
    await put('large.pt', bytes);
    const source = await s3Source(uriOf('large.pt'), settings);
    expect(source.size).toBe(3_000_000);
    const read = await source.read(2_000_000, 10);
    expect(Buffer.from(read)).toEqual(bytes.subarray(2_000_000, 2_000_010));
    const ranges = s3.proxy.requests.map(({ headers }) => String(headers['range']));
    expect(ranges.length).toBe(2);
    expect(ranges.at(-1)).toMatch(/^bytes=2000000-2\d{6}$/);
  });

  test('is read in one version: written anew meanwhile, it fails', async () => {
    await put('changing.pt', randomBytes(400_000));
    const source = await s3Source(uriOf('changing.pt'), settings);
    await put('changing.pt', randomBytes(400_000));
    const error = await failureOf(source.read(300_000, 10));
    expect(error).toMatchObject({ code: 'PRECONDITION_FAILED' });
  });

  test('that is not there is said to be missing, with what shows those there are', async () => {
    const error = await failureOf(s3Source(uriOf('none.pt'), settings));
    expect(error).toMatchObject({
      code: 'MODEL_FILE_NOT_FOUND',
      message: `There is no object none.pt in s3://${s3.bucket}.`,
      hint: `Check its name: aws s3 ls s3://${s3.bucket}/ shows those there are.`,
    });
  });
});

test.each([
  's3://',
  's3://bucket',
  's3://bucket/',
  's3://bucket/folder/',
  's3:///key',
  'bucket/key',
])('%s names no object', async (uri) => {
  const error = await failureOf(Promise.resolve().then(() => parseS3Uri(uri)));
  expect(error).toMatchObject({ code: 'MODEL_ADDRESS_INVALID' });
});

test('a key may have any characters', () => {
  expect(parseS3Uri('s3://b/a b/ü=1/model.pt')).toEqual({ bucket: 'b', key: 'a b/ü=1/model.pt' });
});

test('a folder in S3 is listed with the etags that reading it has, and read in ranges', async () => {
  for (const key of ['images/a', 'images/sub/b', 'images-of-others/c'])
    await put(key, Buffer.from(key));
  const { endpoint, region, credentials } = s3.settings;
  const folder = s3Folder(uriOf('images'), { endpoint, region, credentials });
  expect(folder).toMatchObject({ uri: uriOf('images'), prefix: 'images/' });
  const listed = await Array.fromAsync(folder.store.doList(folder.prefix, {}));
  expect(listed.map(({ key, size }) => [key, size])).toEqual([
    ['images/a', 8],
    ['images/sub/b', 12],
  ]);
  const found = await folder.store.doRead('images/sub/b', {});
  expect(found?.head.etag).toBe(listed[1]?.etag);
  const bytes = await Array.fromAsync(found?.source.read(7, 5) ?? []);
  expect(Buffer.concat(bytes).toString()).toBe('sub/b');
});

test.each([
  ['s3://bucket', ''],
  ['s3://bucket/', ''],
  ['s3://bucket/a/b//', 'a/b/'],
])('all of %s is below "%s"', (uri, prefix) => {
  expect(s3Folder(uri)).toMatchObject({ uri, prefix });
});

test('what is no address in S3 names no folder', async () => {
  const error = await failureOf(Promise.resolve().then(() => s3Folder('https://bucket/images')));
  expect(error).toMatchObject({ code: 'JOB_DATA_INVALID', hint: 'Write s3://BUCKET/PATH/' });
});
