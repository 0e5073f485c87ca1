import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { digestOf, sha256Hex } from '../../digest/digest.ts';
import { TorchrelayError } from '../../errors/torchrelay-error.ts';
import type { JobDefinition } from '../job-definition.ts';
import { codeFiles } from './code-files.ts';

/** The code of a job, as it is sent. */
export interface PackedCode {
  /** `sha256:…` over paths, contents and whether they may be run. */
  readonly digest: string;
  /** A tar archive, the same bytes for the same code. */
  readonly archive: Uint8Array;
  readonly files: readonly string[];
}

interface CodeFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly isExecutable: boolean;
}

const largestCodeBytes = 256 * 2 ** 20;

/** @throws TorchrelayError `JOB_SOURCE_INVALID`, `JOB_CODE_TOO_LARGE` */
export async function packCode({
  source,
  entry,
}: Pick<JobDefinition, 'source' | 'entry'>): Promise<PackedCode> {
  const paths = await codeFiles(source);
  if (!paths.includes(entry)) throw noEntry({ source, entry, paths });
  await checkSize(source, paths);
  const files = await Promise.all(paths.map((path) => read(source, path)));
  const digest = digestOf(
    files.map(({ path, bytes, isExecutable }) => [path, sha256Hex(bytes), isExecutable]),
  );
  return { digest, archive: await archiveOf(files), files: paths };
}

async function read(source: string, path: string): Promise<CodeFile> {
  const absolute = join(source, path);
  const [bytes, { mode }] = await Promise.all([readFile(absolute), stat(absolute)]);
  return { path, bytes, isExecutable: (mode & 0o100) !== 0 };
}

/** Nothing of this machine enters: no times, no owners. */
async function archiveOf(files: readonly CodeFile[]): Promise<Uint8Array> {
  const { packTar } = await import('modern-tar');
  return packTar(
    files.map(({ path, bytes, isExecutable }) => ({
      header: {
        name: path,
        size: bytes.length,
        mode: isExecutable ? 0o755 : 0o644,
        mtime: new Date(0),
      },
      body: bytes,
    })),
  );
}

async function checkSize(source: string, paths: readonly string[]): Promise<void> {
  const sizes = await Promise.all(
    paths.map(async (path) => ({ path, size: (await stat(join(source, path))).size })),
  );
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  if (total <= largestCodeBytes) return;
  const largest = sizes.toSorted((a, b) => b.size - a.size)[0]?.path ?? '';
  throw new TorchrelayError({
    code: 'JOB_CODE_TOO_LARGE',
    message: `${source} holds ${Math.ceil(total / 2 ** 20)} MiB of code; at most ${largestCodeBytes / 2 ** 20} MiB are sent. The largest file is ${largest}.`,
    hint: 'Name what is not code in .gitignore, and give data as "data".',
    data: { source, bytes: total, largest },
  });
}

function noEntry({
  source,
  entry,
  paths,
}: {
  readonly source: string;
  readonly entry: string;
  readonly paths: readonly string[];
}): TorchrelayError {
  const scripts = paths.filter((path) => path.endsWith('.py')).slice(0, 5);
  return new TorchrelayError({
    code: 'JOB_SOURCE_INVALID',
    message: `${source} has no file ${entry}, or .gitignore names it.`,
    hint:
      scripts.length === 0
        ? 'Give the folder of the script as "source", and its path inside the folder as "entry".'
        : `Give one of its scripts as "entry": ${scripts.join(', ')}.`,
    data: { source, entry },
  });
}
