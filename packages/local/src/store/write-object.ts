import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { TorchrelayError } from '@torchrelay/core';
import type { Call, RangeSource } from '@torchrelay/core/target';

import { etagOf } from './object-etag.ts';
import type { ObjectPaths } from './object-paths.ts';

export interface Written {
  /** A whole object that is not yet in its place. */
  readonly path: string;
  readonly sha256: string;
}

/** Where an object is written before it is in its place: on the same file system, and in no listing. */
export function partBeside({ content }: ObjectPaths): string {
  const folder = dirname(content);
  mkdirSync(folder, { recursive: true });
  return join(folder, `.${randomUUID()}.part`);
}

export function isPart(path: string): boolean {
  return /\.[0-9a-f-]{36}\.part$/.test(path);
}

/** Writes a source to a file beside the object's place, hashing what really arrives. */
export async function writeBeside(
  paths: ObjectPaths,
  source: RangeSource,
  {
    onProgress,
    abortSignal,
  }: Call & { readonly onProgress?: ((sent: number) => void) | undefined },
): Promise<Written> {
  const path = partBeside(paths);
  try {
    return { path, sha256: await stream({ path, source, onProgress, abortSignal }) };
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}

async function stream({
  path,
  source,
  onProgress,
  abortSignal,
}: {
  readonly path: string;
  readonly source: RangeSource;
  readonly onProgress: ((sent: number) => void) | undefined;
  readonly abortSignal: AbortSignal | undefined;
}): Promise<string> {
  const hash = createHash('sha256');
  let sent = 0;
  await using file = await open(path, 'wx', 0o600);
  for await (const chunk of source.read(0, source.size, { abortSignal })) {
    hash.update(chunk);
    await file.writeFile(chunk);
    sent += chunk.length;
    onProgress?.(sent);
  }
  const sha256 = hash.digest('hex');
  checkArrival({ path, source, sent, sha256 });
  return sha256;
}

function checkArrival({
  path,
  source,
  sent,
  sha256,
}: {
  readonly path: string;
  readonly source: RangeSource;
  readonly sent: number;
  readonly sha256: string;
}): void {
  const isSame = source.sha256 === undefined || source.sha256 === sha256;
  if (sent === source.size && isSame) return;
  throw new TorchrelayError({
    code: 'CONTENT_MISMATCH',
    message: `What arrived in ${path} is not what was announced: ${sent} of ${source.size} bytes, SHA-256 ${sha256.slice(0, 12)}….`,
    hint: 'The model file may have changed while it was copied. Run the command again.',
    recovery: 'retry',
  });
}

/** Puts a written object in its place, at once. */
export function putInPlace({ content, digest }: ObjectPaths, { path, sha256 }: Written): void {
  renameSync(path, content);
  mkdirSync(dirname(digest), { recursive: true });
  writeFileSync(digest, `${etagOf(content) ?? ''} ${sha256}`, { mode: 0o600 });
}
