import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

import { digestOf } from '../../digest/digest.ts';
import { TorchrelayError } from '../../errors/torchrelay-error.ts';
import { fileSource } from '../../prepare/file-source.ts';
import { hashFile } from '../../prepare/hash-file.ts';
import type { Call } from '../../target/call.ts';
import type { RangeSource } from '../../target/object-store.ts';

export interface DataFile {
  /** Relative to the folder, `/`-separated. */
  readonly path: string;
  readonly size: number;
  /** In hex, where it is known before it is sent. */
  readonly sha256?: string;
  readonly source: RangeSource;
}

/** A folder of this machine by its content, or one elsewhere by what its store says of it. */
export interface DataFolder {
  /** Or its address. */
  readonly path: string;
  /** Whether it is copied from another cloud. */
  readonly isRemote?: boolean;
  /** `sha256:…` over paths and contents, or over paths, sizes and etags. */
  readonly digest: string;
  readonly files: readonly DataFile[];
}

/** What keys of object stores may hold. */
export const plainPath: RegExp = /^[\w./-]{1,400}$/;

/**
 * @throws TorchrelayError `JOB_DATA_INVALID`; of a file in it, `MODEL_FILE_UNREADABLE`, `MODEL_FILE_NOT_FOUND` where it is
 *   gone meanwhile, `MODEL_FILE_CHANGED`
 */
export async function readDataFolder({
  path,
  cacheFolder,
  call,
}: {
  readonly path: string;
  readonly cacheFolder?: string | undefined;
  readonly call: Call;
}): Promise<DataFolder> {
  const files: DataFile[] = [];
  for (const file of await filesIn(path)) {
    const source = await fileSource(join(path, file));
    const sha256 = await hashFile({ source, folder: cacheFolder, call });
    files.push({ path: file, size: source.size, sha256, source: { ...source, sha256 } });
  }
  const digest = digestOf(files.map((file) => [file.path, file.sha256 ?? null]));
  return { path, digest, files };
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: unknown) => {
      throw invalid(`There is no folder ${folder} with data`, 'Check the path.', error);
    },
  );
  for (const entry of entries) if (entry.isSymbolicLink()) await checkLink(pathOf(entry));
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, pathOf(entry)).split(sep).join('/'))
    .toSorted();
  if (files.length === 0) throw invalid(`${folder} is empty`, 'Give a folder that holds the data.');
  const odd = files.find((file) => !plainPath.test(file));
  if (odd === undefined) return files;
  throw invalid(
    `${join(folder, odd)} has a name that an object store cannot keep as it is`,
    'Rename it: letters, digits, "_", "-" and "." are safe everywhere. Or pack the data into one file.',
  );
}

const pathOf = ({ parentPath, name }: Dirent): string => join(parentPath, name);

/** What it leads to is read as if it lay here, where it is a file. */
async function checkLink(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw invalid(`${path} is a link to what is not there`, 'Remove it, or mend it.', error);
  });
  if (found.isDirectory())
    throw invalid(`${path} is a link to a folder`, 'Move the files of that folder here.');
}

function invalid(message: string, hint: string, cause?: unknown): TorchrelayError {
  return new TorchrelayError({ code: 'JOB_DATA_INVALID', message: `${message}.`, hint, cause });
}
