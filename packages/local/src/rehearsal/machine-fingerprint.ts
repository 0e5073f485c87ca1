import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@torchrelay/core/target';

import { packageRoot } from '../package-root.ts';
import type { Python } from '../python/find-python.ts';

/** What decides the outcome of a rehearsal besides the model: PyTorch, the processor, and our own worker. */
export async function machineFingerprint({
  python: { pythonVersion, torchVersion },
  device,
}: {
  readonly python: Python;
  readonly device: 'cpu' | 'cuda';
}): Promise<JsonObject> {
  return {
    torch: torchVersion,
    python: pythonVersion,
    device,
    platform: `${process.platform}-${process.arch}`,
    processor: cpus()[0]?.model ?? '',
    worker: await workerDigest(),
  };
}

async function workerDigest(): Promise<string> {
  const folder = join(packageRoot(), 'python', 'torchrelay_worker');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.py')).toSorted();
  const hash = createHash('sha256');
  for (const name of names) hash.update(name).update(await readFile(join(folder, name)));
  return hash.digest('hex');
}
