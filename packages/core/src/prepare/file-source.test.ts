import {
  appendFile,
  chmod,
  glob,
  mkdir,
  mkdtemp,
  readlink,
  rename,
  rm,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { beforeEach, expect, test } from 'vitest';

import { readAll } from '../store/sources.ts';
import { fileSource } from './file-source.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torchrelay-file-'));
  path = join(folder, 'model.pt');
  return () => rm(folder, { recursive: true, force: true });
});

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(chunks));
}

test('a file is read whole, in parts, and again', async () => {
  await writeFile(path, 'abcdefghij');
  const source = await fileSource(path);
  expect(source.size).toBe(10);
  expect((await readAll(source)).toString()).toBe('abcdefghij');
  expect((await collect(source.read(2, 3))).toString()).toBe('cde');
  expect((await collect(source.read(2, 3))).toString()).toBe('cde');
  expect(await collect(source.read(10, 0))).toHaveLength(0);
});

test('a large file comes in chunks', async () => {
  const content = Buffer.alloc(3 * 1024 * 1024 + 17, 'torch');
  await writeFile(path, content);
  const source = await fileSource(path);
  const chunks = await Array.fromAsync(source.read(5, content.length - 5));
  expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThanOrEqual(1024 * 1024);
  expect(Buffer.concat(chunks).equals(content.subarray(5))).toBe(true);
});

test('whoever wants no more of a file may stop, and the file is closed', async () => {
  await writeFile(path, Buffer.alloc(5 * 1024 * 1024, 'torch'));
  const source = await fileSource(path);
  for await (const chunk of source.read(0, source.size)) {
    expect(chunk).toHaveLength(1024 * 1024);
    break;
  }
  const isOpen = await Array.fromAsync(glob('/proc/self/fd/*'), (fd) =>
    readlink(fd).catch(() => ''),
  );
  expect(isOpen).not.toContain(path);
});

test('a file that was left alone vouches for itself, and one that was touched does not', async () => {
  await writeFile(path, 'weights');
  const source = await fileSource(path);
  await source.check?.();
  await writeFile(path, 'WEIGHTS');
  await expect(source.check?.()).rejects.toMatchObject({ code: 'MODEL_FILE_CHANGED' });
  await rm(path);
  await expect(source.check?.()).rejects.toMatchObject({ code: 'MODEL_FILE_NOT_FOUND' });
});

test('the path is absolute, whatever was given', async () => {
  await writeFile(path, 'x');
  const source = await fileSource(relative(process.cwd(), path));
  expect(source.path).toBe(path);
});

test.each([
  ['grows', () => appendFile(path, 'more')],
  ['shrinks', () => truncate(path, 3)],
  ['is written anew', () => writeFile(path, 'ABCDEFGHIJ')],
  ['gets another time', () => utimes(path, 1, 1)],
  [
    'is replaced by another',
    async () => {
      await writeFile(join(folder, 'other'), 'abcdefghij');
      await rename(join(folder, 'other'), path);
    },
  ],
])('a file that %s after the source was made is not read', async (_, change) => {
  await writeFile(path, 'abcdefghij');
  const source = await fileSource(path);
  await change();
  await expect(readAll(source)).rejects.toMatchObject({
    code: 'MODEL_FILE_CHANGED',
    data: { file: path },
  });
});

test('a file that changes in the midst of reading never comes out whole', async () => {
  await writeFile(path, Buffer.alloc(2 * 1024 * 1024));
  const source = await fileSource(path);
  const chunks = source.read(0, source.size)[Symbol.asyncIterator]();
  await chunks.next();
  await appendFile(path, 'more');
  await expect(chunks.next()).rejects.toMatchObject({ code: 'MODEL_FILE_CHANGED' });
});

test('changed permissions are no change of content', async () => {
  await writeFile(path, 'abc');
  const source = await fileSource(path);
  await chmod(path, 0o600);
  expect((await readAll(source)).toString()).toBe('abc');
});

test('a file that is not there is said so, with its path', async () => {
  await expect(fileSource(path)).rejects.toMatchObject({
    code: 'MODEL_FILE_NOT_FOUND',
    message: `There is no file ${path}.`,
  });
});

test('a file that went away is said so by the reading', async () => {
  await writeFile(path, 'abc');
  const source = await fileSource(path);
  await rm(path);
  await expect(readAll(source)).rejects.toMatchObject({ code: 'MODEL_FILE_NOT_FOUND' });
});

test('a folder is no file', async () => {
  await mkdir(path);
  await expect(fileSource(path)).rejects.toMatchObject({ code: 'MODEL_FILE_UNREADABLE' });
});

test('an abort stops the reading', async () => {
  await writeFile(path, 'abc');
  const source = await fileSource(path);
  const call = { abortSignal: AbortSignal.abort() };
  await expect(readAll(source, call)).rejects.toMatchObject({ code: 'ABORTED' });
});
