import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { untouched, type FileIdentity } from './file-identity.ts';
import { writeWhole } from './write-whole.ts';

interface CachedDigest extends FileIdentity {
  readonly path: string;
  readonly sha256: string;
}

/** The oldest entries beyond these are dropped. */
const maxEntries = 256;

const fileName = 'digests.json';

/** SHA-256 that an earlier run found for this very file, in hex. */
export async function findDigest({
  folder,
  path,
  identity,
}: {
  readonly folder: string;
  readonly path: string;
  readonly identity: FileIdentity;
}): Promise<string | undefined> {
  const entries = await readEntries(folder);
  return entries.find((entry) => entry.path === path && untouched(entry, identity))?.sha256;
}

/** Keeps a digest. Of two that write at once one may be lost, which costs a later run one more pass. */
export async function keepDigest({
  folder,
  path,
  identity,
  sha256,
}: {
  readonly folder: string;
  readonly path: string;
  readonly identity: FileIdentity;
  readonly sha256: string;
}): Promise<void> {
  const others = (await readEntries(folder)).filter((entry) => entry.path !== path);
  const entries = [...others, { path, ...identity, sha256 }].slice(-maxEntries);
  try {
    await writeWhole(join(folder, fileName), `${JSON.stringify({ version: 1, entries })}\n`);
  } catch {
    // A home that cannot be written to, as in many containers, makes deploying slower, not wrong.
  }
}

/** A cache that cannot be read, or that something else wrote, is an empty one: all it costs is a pass. */
async function readEntries(folder: string): Promise<readonly CachedDigest[]> {
  try {
    const cache: unknown = JSON.parse(await readFile(join(folder, fileName), 'utf8'));
    if (typeof cache !== 'object' || cache === null || !('entries' in cache)) return [];
    return Array.isArray(cache.entries) ? cache.entries.filter(isCachedDigest) : [];
  } catch {
    return [];
  }
}

function isCachedDigest(value: unknown): value is CachedDigest {
  if (typeof value !== 'object' || value === null) return false;
  const { path, device, inode, size, modifiedAt, changedAt, sha256 } =
    value as Partial<CachedDigest>;
  const texts = [path, device, inode, modifiedAt, changedAt];
  return (
    texts.every((text) => typeof text === 'string') &&
    typeof size === 'number' &&
    typeof sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(sha256)
  );
}
