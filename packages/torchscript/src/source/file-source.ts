import { type FileHandle, open, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ModelFileError } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';

/** A file on disk. Close it with `await using`, or with `[Symbol.asyncDispose]()`. */
export interface FileSource extends ByteSource, AsyncDisposable {
  readonly path: string;
}

/**
 * Opens a file on disk.
 *
 * @param path a path, or a `file:` URL
 * @throws {@link ModelFileError} `MODEL_FILE_NOT_FOUND`, `MODEL_FILE_UNREADABLE`, or
 *   `MODEL_FORMAT_UNSUPPORTED` with format `folder`
 */
export async function openFile(path: string | URL): Promise<FileSource> {
  const file = typeof path === 'string' ? path : pathOf(path);
  try {
    if ((await stat(file)).isDirectory()) throw folderError(file);
    const handle = await open(file, 'r');
    return sourceOf(file, handle, (await handle.stat()).size);
  } catch (error) {
    throw asModelFileError(file, error);
  }
}

function sourceOf(path: string, handle: FileHandle, size: number): FileSource {
  return {
    name: path,
    path,
    size,
    read: (offset, length, call) => readExactly({ path, handle, offset, length, ...call }),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

async function readExactly({
  path,
  handle,
  offset,
  length,
  abortSignal,
}: {
  path: string;
  handle: FileHandle;
  offset: number;
  length: number;
  abortSignal?: AbortSignal | undefined;
}): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    abortSignal?.throwIfAborted();
    const { bytesRead } = await handle
      .read(bytes, done, length - done, offset + done)
      .catch((error: unknown) => Promise.reject(asModelFileError(path, error)));
    if (bytesRead === 0) throw shrunkError(path, offset + done);
    done += bytesRead;
  }
  return bytes;
}

function pathOf(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new ModelFileError({
      code: 'MODEL_FILE_UNREADABLE',
      message: `${url.href} is not a file on this machine.`,
      hint: 'Download it first, or pass a ByteSource that reads it.',
      data: { file: url.href },
      cause: error,
    });
  }
}

function asModelFileError(file: string, error: unknown): ModelFileError {
  if (ModelFileError.isInstance(error)) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new ModelFileError({
      code: 'MODEL_FILE_NOT_FOUND',
      message: `There is no file ${file}.`,
      hint: 'Check the path; it is taken relative to the current folder.',
      data: { file },
      cause: error,
    });
  }
  return new ModelFileError({
    code: 'MODEL_FILE_UNREADABLE',
    message: `${file} cannot be read${code === '' ? '' : ` (${code})`}.`,
    hint: 'Check that it is a regular file, and that you are allowed to read it.',
    data: { file },
    cause: error,
  });
}

function folderError(file: string): ModelFileError {
  return new ModelFileError({
    code: 'MODEL_FORMAT_UNSUPPORTED',
    message: `${file} is a folder, not a model file.`,
    hint: 'Pass the TorchScript file itself, usually named model.pt.',
    data: { file, format: 'folder' },
  });
}

function shrunkError(file: string, offset: number): ModelFileError {
  return new ModelFileError({
    code: 'MODEL_FILE_TRUNCATED',
    message: `${file} became shorter while it was read: nothing at byte ${offset}.`,
    hint: 'Wait until whoever writes it is done, then try again.',
    data: { file, place: `byte ${offset}` },
  });
}
