import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ObjectHead, RangeSource, WriteOptions } from '@torchrelay/core/target';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { placeOf } from './blob-place.ts';
import { connectToAccount } from './blob-service.ts';
import { blobStore } from './blob-store.ts';
import {
  type AzuriteAccount,
  type AzuriteContainer,
  startAzuriteAccount,
} from './test-support/azurite-account.ts';
import { failureOf } from './test-support/failure-of.ts';
import { chunkedSource, seededBytes, seededSource } from './test-support/random-source.ts';
import { uploadBlob } from './upload-blob.ts';

const kibibyte = 2 ** 10;
const key = 'model.pt';
/** Six blocks, the last of which is not full. */
const size = 5 * 64 * kibibyte + 100;

let account: AzuriteAccount;
let container: AzuriteContainer;

beforeAll(async () => {
  account = await startAzuriteAccount();
});

beforeEach(async () => {
  account.proxy.fault = () => undefined;
  container = await account.newContainer();
  account.proxy.requests.length = 0;
});

afterAll(() => account[Symbol.asyncDispose]());

async function upload(
  source: RangeSource,
  options: WriteOptions = {},
  abortSignal?: AbortSignal,
): Promise<ObjectHead> {
  const { settings } = container;
  const service = await connectToAccount(settings);
  return uploadBlob({
    client: service.getContainerClient(settings.container).getBlockBlobClient(key),
    key,
    source,
    options,
    call: { abortSignal },
    place: placeOf({ ...settings, blob: key }),
    silenceInMs: 10_000,
    blockBytes: 64 * kibibyte,
  });
}

/** The names of the blocks that were sent, in the order they arrived. */
function sentBlocks(): readonly string[] {
  return account.proxy.requests.flatMap(({ url }) => /(?<=blockid=)[^&]*/.exec(url)?.[0] ?? []);
}

const isBlock = ({ url }: { readonly url: string }): boolean => url.includes('comp=block&');

async function storedBytes(): Promise<Buffer | undefined> {
  const client = container.native.getBlobClient(key);
  return (await client.exists()) ? client.downloadToBuffer() : undefined;
}

async function listedNames(): Promise<readonly string[]> {
  const blobs = await Array.fromAsync(container.native.listBlobsFlat());
  return blobs.map(({ name }) => name);
}

describe('a large source', () => {
  test('arrives as it is, in blocks, with its MD5 and its SHA-256', async () => {
    const bytes = seededBytes(size);
    const source = chunkedSource(bytes);
    const head = await upload(source);
    expect(head).toMatchObject({ key, size, sha256: source.sha256 });
    expect(await storedBytes()).toEqual(bytes);
    const { contentMD5, metadata, etag } = await container.native
      .getBlobClient(key)
      .getProperties();
    expect(Buffer.from(contentMD5 ?? [])).toEqual(createHash('md5').update(bytes).digest());
    expect({ metadata, etag }).toEqual({ metadata: { sha256: source.sha256 }, etag: head.etag });
    expect(sentBlocks()).toHaveLength(6);
  });

  test.each([1, 1000, 64 * kibibyte, 200_000, 1_000_000])(
    'in chunks of %s bytes is cut in the same places',
    async (chunkBytes) => {
      const bytes = seededBytes(chunkBytes === 1 ? 70_000 : size);
      await upload(chunkedSource(bytes, chunkBytes));
      const { committedBlocks } = await container.native
        .getBlockBlobClient(key)
        .getBlockList('committed');
      const sizes = committedBlocks?.map((block) => block.size) ?? [];
      expect(new Set(sizes.slice(0, -1))).toEqual(new Set([64 * kibibyte]));
      expect(await storedBytes()).toEqual(bytes);
    },
  );

  test('that ends with a full block has no empty one', async () => {
    await upload(seededSource(4 * 64 * kibibyte));
    expect(sentBlocks()).toHaveLength(4);
  });

  test('has several blocks on their way at once, and no more than memory was meant for', async () => {
    account.proxy.fault = (request) => (isBlock(request) ? 'hang' : undefined);
    const stop = new AbortController();
    const call = { abortSignal: stop.signal };
    const source = seededSource(4 * 8 * 2 ** 20);
    const uploading = failureOf(blobStore(container.settings).doWrite(key, source, {}, call));
    await expect.poll(sentBlocks).toHaveLength(3);
    stop.abort();
    expect((await uploading).code).toBe('ABORTED');
    expect(sentBlocks()).toHaveLength(3);
  });

  test('tells what has arrived, more each time', async () => {
    const told: number[] = [];
    await upload(seededSource(size), { onProgress: (sent) => told.push(sent) });
    expect(told).toHaveLength(6);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(size);
  });

  test('each block is checked by the service before it counts', async () => {
    await upload(seededSource(size));
    const blocks = account.proxy.requests.filter(isBlock);
    expect(blocks.every(({ headers }) => headers['content-md5'] !== undefined)).toBe(true);
  });
});

describe('what is there already', () => {
  test('is not sent again when the digest is the same', async () => {
    const first = await upload(seededSource(size));
    account.proxy.requests.length = 0;
    const second = await upload(seededSource(size));
    expect(second.etag).toBe(first.etag);
    expect(account.proxy.requests.map(({ method }) => method)).toEqual(['HEAD']);
  });

  test('is replaced when it is another, or when nobody says which it is to be', async () => {
    await upload(seededSource(size, 'one'));
    const { sha256: _, ...unknown } = seededSource(size, 'two');
    await upload(unknown);
    expect(await storedBytes()).toEqual(seededBytes(size, 'two'));
    await upload(seededSource(size, 'three'));
    expect(await storedBytes()).toEqual(seededBytes(size, 'three'));
  });

  test('is replaced under a condition though it is the same', async () => {
    const { etag } = await upload(seededSource(size));
    expect((await upload(seededSource(size), { ifMatch: etag })).etag).not.toBe(etag);
    const late = await failureOf(upload(seededSource(size), { ifMatch: etag }));
    expect(late.code).toBe('PRECONDITION_FAILED');
  });

  test('is found before anything is sent, where nothing may be there', async () => {
    await upload(seededSource(size));
    account.proxy.requests.length = 0;
    const error = await failureOf(upload(seededSource(size, 'other'), { ifAbsent: true }));
    expect(error.code).toBe('PRECONDITION_FAILED');
    expect(sentBlocks()).toEqual([]);
  });

  test('of two that must be the first, one wins', async () => {
    const results = await Promise.allSettled(
      ['one', 'two'].map((seed) => upload(seededSource(size, seed), { ifAbsent: true })),
    );
    const won = results.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
  });
});

describe('an upload that breaks', () => {
  test('leaves no blob, and the next one sends what is missing and no block twice', async () => {
    account.proxy.fault = (request) =>
      isBlock(request) && sentBlocks().length > 3 ? 'cut-before' : undefined;
    const error = await failureOf(upload(seededSource(size)));
    expect(error).toMatchObject({ code: 'UNREACHABLE', recovery: 'retry', effect: 'unknown' });
    expect(await storedBytes()).toBeUndefined();
    expect(await listedNames()).toEqual([]);

    const arrived = sentBlocks().slice(0, 3);
    account.proxy.fault = () => undefined;
    account.proxy.requests.length = 0;
    const told: number[] = [];
    await upload(seededSource(size), { onProgress: (sent) => told.push(sent) });
    expect(await storedBytes()).toEqual(seededBytes(size));
    expect(sentBlocks()).toHaveLength(3);
    expect(arrived.filter((id) => sentBlocks().includes(id))).toEqual([]);
    expect(told.at(-1)).toBe(size);
  });

  test('because its process was killed is taken up by another process', async () => {
    const large = 5 * 8 * 2 ** 20;
    account.proxy.fault = (request) =>
      isBlock(request) && sentBlocks().length > 2 ? 'hang' : undefined;
    const program = join(import.meta.dirname, 'test-support/upload-until-killed.ts');
    const child = spawn(
      process.execPath,
      [
        '--conditions=torchrelay-source',
        program,
        JSON.stringify(container.settings),
        key,
        `${large}`,
      ],
      { stdio: 'inherit' },
    );
    await expect.poll(uncommittedBlocks, { timeout: 60_000 }).toBe(2);
    child.kill('SIGKILL');
    await once(child, 'exit');

    const arrived = sentBlocks().slice(0, 2);
    account.proxy.fault = () => undefined;
    account.proxy.requests.length = 0;
    await blobStore(container.settings).doWrite(key, seededSource(large), {}, {});
    expect(sentBlocks()).toHaveLength(3);
    expect(arrived.filter((id) => sentBlocks().includes(id))).toEqual([]);
    expect((await storedBytes())?.equals(seededBytes(large))).toBe(true);
  });

  test('goes on with a changed source without taking what belongs to the old one', async () => {
    account.proxy.fault = (request) =>
      isBlock(request) && sentBlocks().length > 4 ? 'cut-before' : undefined;
    await failureOf(upload(seededSource(size)));
    account.proxy.fault = () => undefined;
    account.proxy.requests.length = 0;
    const changed = seededBytes(size);
    changed[10] = (changed[10] ?? 0) ^ 1;
    await upload(chunkedSource(changed));
    expect(await storedBytes()).toEqual(changed);
    expect(sentBlocks().length).toBeLessThan(6);
  });

  test('repeats the one block that failed', async () => {
    let failed = '';
    account.proxy.fault = (request) => {
      if (!isBlock(request) || failed !== '') return undefined;
      failed = sentBlocks()[0] ?? '';
      return { status: 503, headers: { 'x-ms-error-code': 'ServerBusy' } };
    };
    await upload(seededSource(size));
    expect(sentBlocks()).toHaveLength(7);
    expect(sentBlocks().filter((id) => id === failed)).toHaveLength(2);
    expect(await storedBytes()).toEqual(seededBytes(size));
  });

  test('whose last answer was lost is found to be done', async () => {
    account.proxy.fault = ({ url }) => (url.includes('comp=blocklist') ? 'cut-after' : undefined);
    // Asking which blocks are there is cut as well.
    expect((await failureOf(upload(seededSource(size)))).recovery).toBe('retry');
    account.proxy.fault = ({ url, method }) =>
      url.includes('comp=blocklist') && method === 'PUT' ? 'cut-after' : undefined;
    const error = await failureOf(upload(seededSource(size)));
    expect(error).toMatchObject({ recovery: 'retry', effect: 'unknown' });
    account.proxy.fault = () => undefined;
    account.proxy.requests.length = 0;
    await upload(seededSource(size));
    expect(sentBlocks()).toEqual([]);
    expect(await storedBytes()).toEqual(seededBytes(size));
  });

  test('is an abort when it was one, and leaves blocks that are part of no blob', async () => {
    const stop = new AbortController();
    const onProgress = (): void => stop.abort('enough');
    const error = await failureOf(upload(seededSource(size), { onProgress }, stop.signal));
    expect(error).toMatchObject({ code: 'ABORTED', effect: 'unknown' });
    expect(await storedBytes()).toBeUndefined();
    expect(await listedNames()).toEqual([]);
    expect(await uncommittedBlocks()).toBeGreaterThan(0);
  });
});

describe('what arrives', () => {
  test('has to be what was announced, or nothing is written', async () => {
    const { sha256 } = seededSource(size, 'other');
    const error = await failureOf(upload({ ...seededSource(size), sha256 }));
    expect(error).toMatchObject({ code: 'CONTENT_MISMATCH', recovery: 'retry', effect: 'none' });
    expect(error.message).toContain(`${size} of ${size} bytes`);
    expect(await storedBytes()).toBeUndefined();
  });

  test.each([
    ['shorter', size - 1],
    ['longer', size + 64 * kibibyte],
  ])('cannot be %s than was announced', async (_, length) => {
    const source = seededSource(length);
    const lying: RangeSource = { size, read: () => source.read(0, length) };
    expect((await failureOf(upload(lying))).code).toBe('CONTENT_MISMATCH');
    expect(await storedBytes()).toBeUndefined();
  });

  test('may be vouched for by a file, which is not hashed again and not stored where it has changed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'upload-blob-'));
    const path = join(folder, 'model.pt');
    const bytes = seededBytes(size);
    await writeFile(path, bytes);
    // Its bytes are not those of this digest: whoever hashes them finds out.
    const sha256 = 'a'.repeat(64);
    const file = { ...chunkedSource(bytes), path, sha256 };
    const changed = async (): Promise<void> => {
      throw new Error('the file has changed');
    };
    await expect(upload({ ...file, check: changed })).rejects.toThrow('the file has changed');
    expect(await storedBytes()).toBeUndefined();
    expect((await failureOf(upload(file))).code).toBe('CONTENT_MISMATCH');
    expect(await upload({ ...file, check: async () => {} })).toMatchObject({ size, sha256 });
    expect(await storedBytes()).toEqual(bytes);
    await rm(folder, { recursive: true });
  });

  test('has to be all of a file that vouches for itself', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'upload-blob-'));
    const path = join(folder, 'model.pt');
    await writeFile(path, seededBytes(size - 1));
    const shorter = { ...seededSource(size), path, check: async () => {} };
    expect((await failureOf(upload(shorter))).code).toBe('CONTENT_MISMATCH');
    expect(await storedBytes()).toBeUndefined();
    await rm(folder, { recursive: true });
  });

  test('as one small blob has to be what was announced too', async () => {
    const { sha256 } = seededSource(10, 'other');
    const error = await failureOf(upload({ ...seededSource(10), sha256 }));
    expect(error.code).toBe('CONTENT_MISMATCH');
    expect(await storedBytes()).toBeUndefined();
  });

  test('a source that fails ends the upload with its own error', async () => {
    const failing: RangeSource = {
      size,
      // eslint-disable-next-line require-yield
      async *read() {
        throw new Error('the disk is gone');
      },
    };
    await expect(upload(failing)).rejects.toThrow('the disk is gone');
  });

  test('a source that fails while blocks are under way ends the upload with its own error', async () => {
    const bytes = seededSource(size);
    const failing: RangeSource = {
      ...bytes,
      async *read(offset, length) {
        yield* bytes.read(offset, length / 2);
        throw new Error('the disk is gone');
      },
    };
    await expect(upload(failing)).rejects.toThrow('the disk is gone');
    expect(await storedBytes()).toBeUndefined();
  });
});

describe('two uploads to one place', () => {
  test('of the same bytes help each other', async () => {
    await Promise.all([upload(seededSource(size)), upload(seededSource(size))]);
    expect(await storedBytes()).toEqual(seededBytes(size));
  });

  test('of other bytes: the one that ends first takes the blocks, and the other says to begin again', async () => {
    const { native } = container;
    account.proxy.fault = async ({ url, method }) => {
      // All blocks have arrived, the list of them is about to.
      if (url.includes('comp=blocklist') && method === 'PUT') {
        await native.getBlockBlobClient(key).commitBlockList([]);
      }
      return undefined;
    };
    const uploading = failureOf(upload(seededSource(size)));
    expect(await uploading).toMatchObject({ code: 'UPLOAD_OVERTAKEN', recovery: 'retry' });
    account.proxy.fault = () => undefined;
    await upload(seededSource(size));
    expect(await storedBytes()).toEqual(seededBytes(size));
  });

  test('of which one was another program’s, which left parts: the error says how to be rid of them', async () => {
    await container.native.getBlockBlobClient(key).stageBlock('YQ==', 'x', 1);
    const error = await failureOf(upload(seededSource(size)));
    expect(error).toMatchObject({ code: 'STORE_REFUSED', recovery: 'never' });
    expect(error.hint).toContain('Write an empty blob');
  });
});

async function uncommittedBlocks(): Promise<number> {
  const client = container.native.getBlockBlobClient(key);
  const { uncommittedBlocks: blocks = [] } = await client
    .getBlockList('uncommitted')
    .catch(() => ({ uncommittedBlocks: [] }));
  return blocks.length;
}
