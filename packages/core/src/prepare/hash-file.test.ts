import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';

import { sha256Hex } from '../digest/digest.ts';
import { findDigest, keepDigest } from './digest-cache.ts';
import { fileSource } from './file-source.ts';
import { hashFile } from './hash-file.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  const home = await mkdtemp(join(tmpdir(), 'torchrelay-hash-'));
  folder = join(home, 'cache');
  path = join(home, 'model.pt');
  await writeFile(path, 'content');
  return () => rm(home, { recursive: true, force: true });
});

/** Long enough after the file was written to be sure of its times. */
const later = (): number => Date.now() + 10_000;

/** Hashes as a process would that finds `planted` in its cache. */
async function plant(planted: string): Promise<void> {
  const { identity } = await fileSource(path);
  await keepDigest({ folder, path, identity, sha256: planted });
}

const planted = 'f'.repeat(64);

/** As if the file of these tests were a large one. */
const hash = (given: Parameters<typeof hashFile>[0]): Promise<string> =>
  hashFile({ leastBytes: 0, ...given });

test('the digest is the SHA-256 of the content', async () => {
  const sha256 = await hash({ source: await fileSource(path), folder });
  expect(sha256).toBe(sha256Hex('content'));
});

test('a file that is untouched is not read again', async () => {
  await plant(planted);
  expect(await hash({ source: await fileSource(path), folder })).toBe(planted);
});

test('a small file is neither looked for nor kept: a folder of them leaves large ones in the cache', async () => {
  await plant(planted);
  const source = await fileSource(path);
  expect(await hashFile({ source, folder, now: later })).toBe(sha256Hex('content'));
  expect(await findDigest({ folder, path, identity: source.identity })).toBe(planted);
});

test('a digest is kept for the next time', async () => {
  const source = await fileSource(path);
  await hash({ source, folder, now: later });
  expect(await findDigest({ folder, path, identity: source.identity })).toBe(sha256Hex('content'));
});

test('a file that was written a moment ago is not kept: it may change again within the same tick', async () => {
  const source = await fileSource(path);
  const changedAt = Number(BigInt(source.identity.changedAt) / 1_000_000n);
  await hash({ source, folder, now: () => changedAt + 1_900 });
  expect(await findDigest({ folder, path, identity: source.identity })).toBeUndefined();
});

test.each([
  ['content', () => writeFile(path, 'CONTENT')],
  ['time', () => utimes(path, 5, 5)],
  [
    'permissions, which may hide a change of content with its time set back',
    () => chmod(path, 0o640),
  ],
])('a file with other %s is read again', async (_, change) => {
  await plant(planted);
  await change();
  expect(await hash({ source: await fileSource(path), folder })).not.toBe(planted);
});

test('content written over with the old time set back is read again', async () => {
  const { atime, mtime } = await stat(path);
  await plant(planted);
  await writeFile(path, 'CONTENT');
  await utimes(path, atime, mtime);
  expect(await hash({ source: await fileSource(path), folder })).toBe(sha256Hex('CONTENT'));
});

test('the same content at another path is another entry', async () => {
  await plant(planted);
  const other = `${path}.copy`;
  await writeFile(other, 'content');
  expect(await hash({ source: await fileSource(other), folder })).toBe(sha256Hex('content'));
});

test.each([
  ['not JSON', '{'],
  ['of another form', '{"entries":[1,{"path":true}]}'],
  ['cut off', '{"version":1,"entries":[{"path":'],
  ['empty', ''],
])('a cache that is %s is an empty one, and is mended', async (_, text) => {
  await plant(planted);
  await writeFile(join(folder, 'digests.json'), text);
  const source = await fileSource(path);
  expect(await hash({ source, folder, now: later })).toBe(sha256Hex('content'));
  expect(await findDigest({ folder, path, identity: source.identity })).toBe(sha256Hex('content'));
});

test('an entry with a digest that is none is not believed', async () => {
  await plant('../../etc/passwd');
  expect(await hash({ source: await fileSource(path), folder })).toBe(sha256Hex('content'));
});

test('many writers at once leave a whole cache and nothing else behind', async () => {
  const { identity } = await fileSource(path);
  await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      keepDigest({ folder, path: `/model-${index}`, identity, sha256: planted }),
    ),
  );
  expect(await readdir(folder)).toEqual(['digests.json']);
  const { entries } = JSON.parse(await readFile(join(folder, 'digests.json'), 'utf8'));
  expect(entries.length).toBeGreaterThan(0);
});

test('the cache stays small', async () => {
  const { identity } = await fileSource(path);
  for (let index = 0; index < 260; index++) {
    await keepDigest({ folder, path: `/model-${index}`, identity, sha256: planted });
  }
  expect(await findDigest({ folder, path: '/model-0', identity })).toBeUndefined();
  expect(await findDigest({ folder, path: '/model-259', identity })).toBe(planted);
});
