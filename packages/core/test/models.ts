import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { repository, torchPython } from './python.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('models.py', import.meta.url));
const staleAfterInMs = 5 * 60_000;

/** The folder of models that `models.py` makes with real PyTorch: once, and kept in `.cache`. */
export async function modelFolder(): Promise<string> {
  const hash = createHash('sha256')
    .update(await readFile(script))
    .digest('hex');
  const folder = join(repository, '.cache', `core-models-${hash.slice(0, 16)}`);
  await mkdir(join(repository, '.cache'), { recursive: true });
  // Test files run in several processes: the first makes the models, the others wait for it.
  while (!existsSync(folder)) {
    if (await takeLock(`${folder}.lock`)) await makeLocked(folder);
    else await delay(200);
  }
  return folder;
}

async function makeLocked(folder: string): Promise<void> {
  const draft = await mkdtemp(`${folder}-`);
  try {
    if (existsSync(folder)) return;
    await run(torchPython(), ['-W', 'ignore', script, draft]);
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(`${folder}.lock`, { recursive: true, force: true });
  }
}

async function takeLock(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch {
    const age = Date.now() - (await stat(lock).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > staleAfterInMs) await rm(lock, { recursive: true, force: true });
    return false;
  }
}
