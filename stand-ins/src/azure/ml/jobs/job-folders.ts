import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

import type { MlStorage } from '../ml-storage.ts';
import { JobError } from './ml-job.ts';

/** Where in the container of the workspace an address points. */
function prefixOf(uri: string, { container }: MlStorage): string {
  const found =
    /^azureml:\/\/.*\/datastores\/[^/]+\/paths\/(.*)$/.exec(uri)?.[1] ??
    /^wasbs:\/\/[^@]+@[^/]+\/(.*)$/.exec(uri)?.[1] ??
    new RegExp(`^https?://.*/${container}/(.*)$`).exec(uri)?.[1];
  if (found === undefined) throw notFound(uri);
  return found.endsWith('/') ? found : `${found}/`;
}

function notFound(uri: string): JobError {
  const said = `data-capability: ScriptExecution.StreamAccess.NotFound: The requested stream was not found: ${uri}`;
  return new JobError('UserError', said);
}

/** Lays the blobs of an address into a folder. */
export async function bring(
  uri: string,
  folder: string,
  { storage, isNeeded }: { readonly storage: MlStorage; readonly isNeeded: boolean },
): Promise<void> {
  const files = await storage.read(prefixOf(uri, storage));
  if (files.size === 0 && isNeeded) throw notFound(uri);
  await mkdir(folder, { recursive: true });
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

/** Takes what a folder has got since the last time to an address, and removes there what it has lost. */
export function takerOf(folder: string, uri: string, storage: MlStorage): () => Promise<void> {
  const prefix = prefixOf(uri, storage);
  const known = new Map<string, string>();
  return async () => {
    const found = await marksIn(folder);
    for (const [path, mark] of found) {
      if (known.get(path) === mark) continue;
      await storage.write(prefix + path, await readFile(join(folder, path)));
      known.set(path, mark);
    }
    for (const path of known.keys()) {
      if (found.has(path)) continue;
      await storage.remove(prefix + path);
      known.delete(path);
    }
  };
}

async function marksIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const marks = new Map<string, string>();
  if (!existsSync(folder)) return marks;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const { size, mtimeNs } = await stat(path, { bigint: true });
    marks.set(relative(folder, path), `${size} ${mtimeNs}`);
  }
  return marks;
}
