import { constants, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { copyFile, open, opendir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

import { TorchrelayError } from '@torchrelay/core';
import type {
  ListedObject,
  ObjectHead,
  ObjectStore,
  RangeSource,
  WriteOptions,
} from '@torchrelay/core/target';

import { withFileLock } from './file-lock.ts';
import { hasCode } from '../has-code.ts';
import { etagOf } from './object-etag.ts';
import { objectPaths, objectsFolder, type ObjectPaths } from './object-paths.ts';
import { isPart, partBeside, putInPlace, writeBeside } from './write-object.ts';

/**
 * An object store in a folder of this machine. Conditions are judged and effects take place under a lock per
 * key, between processes too; every object appears whole or not at all.
 */
export function fileStore(root: string): ObjectStore {
  const at = (key: string): ObjectPaths => objectPaths(root, key);
  return {
    doObserve: async () => ({ location: pathToFileURL(root).href, exists: true }),
    plan: () => [],
    doStep: () => Promise.reject(new Error('a folder is made when it is first written to')),
    doHead: async (key) => headOf(key, at(key)),
    async doRead(key) {
      const head = headOf(key, at(key));
      return head && { head, source: fileRange(at(key), head) };
    },
    async doWrite(key, source, options, call) {
      const paths = at(key);
      const written = await writeBeside(paths, source, { ...call, onProgress: options.onProgress });
      try {
        await withFileLock(paths.lock, () => {
          checkCondition(key, paths, options);
          putInPlace(paths, written);
        });
      } finally {
        rmSync(written.path, { force: true });
      }
      return present(key, paths);
    },
    async doCopy(fromKey, toKey, { abortSignal }) {
      const [from, to] = [at(fromKey), at(toKey)];
      const { etag, sha256 = '' } = present(fromKey, from);
      abortSignal?.throwIfAborted();
      const path = partBeside(to);
      try {
        await copyFile(from.content, path, constants.COPYFILE_FICLONE);
        abortSignal?.throwIfAborted();
        await withFileLock(to.lock, () => {
          // Else the digest would be that of other bytes.
          checkCondition(fromKey, from, { ifMatch: etag });
          putInPlace(to, { path, sha256 });
        });
      } finally {
        rmSync(path, { force: true });
      }
      return present(toKey, to);
    },
    doList: (prefix) => list(root, prefix),
    async doDelete(key, { ifMatch }) {
      const paths = at(key);
      await withFileLock(paths.lock, () => {
        if (ifMatch !== undefined) checkCondition(key, paths, { ifMatch });
        rmSync(paths.content, { force: true });
        rmSync(paths.digest, { force: true });
      });
      for (const folder of [paths.content, paths.digest]) removeEmptyFolders(dirname(folder), root);
    },
  };
}

function headOf(key: string, { content, digest }: ObjectPaths): ObjectHead | undefined {
  const etag = etagOf(content);
  const stat = statSync(content, { throwIfNoEntry: false });
  if (etag === undefined || stat === undefined) return undefined;
  const sha256 = readDigest(digest, etag);
  return {
    key,
    size: stat.size,
    etag,
    modifiedAt: stat.mtimeMs,
    serverTime: Date.now(),
    ...(sha256 !== undefined && { sha256 }),
  };
}

/** Only while it belongs to the content that is there. */
function readDigest(path: string, etag: string): string | undefined {
  try {
    const [of, sha256] = readFileSync(path, 'utf8').split(' ');
    return of === etag && sha256 !== '' ? sha256 : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function present(key: string, paths: ObjectPaths): ObjectHead {
  const head = headOf(key, paths);
  if (head !== undefined) return head;
  throw new TorchrelayError({
    code: 'STORE_OBJECT_GONE',
    message: `The object ${key} is not in the store.`,
    hint: 'It may have been deleted meanwhile. Run the command again.',
    recovery: 'replan',
  });
}

function checkCondition(
  key: string,
  { content }: ObjectPaths,
  { ifAbsent = false, ifMatch }: WriteOptions,
): void {
  const etag = etagOf(content);
  const isMet = (!ifAbsent || etag === undefined) && (ifMatch === undefined || etag === ifMatch);
  if (isMet) return;
  throw new TorchrelayError({
    code: 'PRECONDITION_FAILED',
    message: `The object ${key} was ${etag === undefined ? 'removed' : 'written'} meanwhile.`,
  });
}

function fileRange({ content }: ObjectPaths, { size, etag, sha256, key }: ObjectHead): RangeSource {
  return { size, path: content, ...(sha256 !== undefined && { sha256 }), read };

  async function* read(offset: number, length: number): AsyncIterable<Uint8Array> {
    await using file = await open(content, 'r');
    checkCondition(key, { content, digest: '', lock: '' }, { ifMatch: etag });
    if (length === 0) return;
    const options = { start: offset, end: offset + length - 1, autoClose: false };
    for await (const chunk of file.createReadStream(options)) yield chunk as Uint8Array;
  }
}

async function* list(root: string, prefix: string): AsyncIterable<ListedObject> {
  const objects = objectsFolder(root);
  const start = join(objects, prefix.slice(0, prefix.lastIndexOf('/') + 1));
  for (const path of await filesUnder(start)) {
    const key = relative(objects, path).split(sep).join('/');
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined || !key.startsWith(prefix) || isPart(key)) continue;
    yield { key, size: stat.size, modifiedAt: stat.mtimeMs };
  }
}

async function filesUnder(folder: string): Promise<string[]> {
  const files: string[] = [];
  try {
    for await (const entry of await opendir(folder, { recursive: true })) {
      if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
    }
  } catch (error) {
    // No such folder, or one that somebody else is just removing.
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  return files;
}

function removeEmptyFolders(folder: string, root: string): void {
  if (!folder.startsWith(root + sep)) return;
  try {
    rmdirSync(folder);
  } catch (error) {
    if (hasCode(error, 'ENOTEMPTY') || hasCode(error, 'EEXIST')) return;
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  removeEmptyFolders(dirname(folder), root);
}
