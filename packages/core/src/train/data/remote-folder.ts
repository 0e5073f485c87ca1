import { digestOf } from '../../digest/digest.ts';
import { TorchrelayError } from '../../errors/torchrelay-error.ts';
import type { Call } from '../../target/call.ts';
import type { ObjectStore, RangeSource } from '../../target/object-store.ts';
import { type DataFile, type DataFolder, plainPath } from './data-folder.ts';

/** Data that lie where the target cannot read: given as data of a job, they are copied to its store, once. */
export interface RemoteFolder {
  /** As it was given: `s3://bucket/images/`. */
  readonly uri: string;
  /** What reads it, with whose credentials. */
  readonly store: Pick<ObjectStore, 'doList' | 'doRead'>;
  /** Of the keys in that store: empty, or ending with `/`. */
  readonly prefix: string;
}

export function isRemoteFolder(data: object): data is RemoteFolder {
  return 'store' in data && 'uri' in data;
}

/**
 * Lists it. It is the same data while every file has the same path, size and etag.
 *
 * @throws TorchrelayError `JOB_DATA_INVALID`; from `read` of a file `JOB_DATA_CHANGED`
 */
export async function readRemoteFolder(folder: RemoteFolder, call: Call): Promise<DataFolder> {
  const { uri, store, prefix } = folder;
  const files: (DataFile & { readonly etag: string })[] = [];
  for await (const { key, size, etag = '' } of store.doList(prefix, call)) {
    const path = key.slice(prefix.length);
    // A "folder" that a console has made is an empty object.
    if (path === '' || path.endsWith('/')) continue;
    const source = fileAt({ folder, key, size, etag });
    files.push({ path, size, etag, source });
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const odd = files.find(({ path }) => !plainPath.test(path));
  if (files.length === 0) throw invalid(`There is nothing at ${uri}`, 'Check the address.');
  if (odd !== undefined) {
    throw invalid(
      `${uri} has a file ${odd.path}, whose name not every store can keep`,
      'Rename it: letters, digits, "_", "-" and "." are safe everywhere. Or pack the data into one file.',
    );
  }
  const digest = digestOf({ uri, files: files.map(({ path, size, etag }) => [path, size, etag]) });
  return { path: uri, isRemote: true, digest, files };
}

/** What is read is what was listed. */
function fileAt({
  folder: { uri, store, prefix },
  key,
  size,
  etag,
}: {
  readonly folder: RemoteFolder;
  readonly key: string;
  readonly size: number;
  readonly etag: string;
}): RangeSource {
  return {
    size,
    async *read(offset, length, call = {}) {
      const found = await store.doRead(key, call);
      const isSame = found?.head.size === size && (etag === '' || found.head.etag === etag);
      if (found !== undefined && isSame) return yield* found.source.read(offset, length, call);
      throw new TorchrelayError({
        code: 'JOB_DATA_CHANGED',
        message: `${key.slice(prefix.length)} of ${uri} is not what it was when the copy began.`,
        hint: 'Run the command again when nobody writes there: what has changed is copied anew.',
      });
    },
  };
}

function invalid(message: string, hint: string): TorchrelayError {
  return new TorchrelayError({ code: 'JOB_DATA_INVALID', message: `${message}.`, hint });
}
