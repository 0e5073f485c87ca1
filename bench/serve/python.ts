import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Model } from './cases.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const folder = join(root, '.python/bench');
const requirements = join(import.meta.dirname, 'requirements.txt');

/** Has PyTorch: what torchrelay serves with. */
export const servingPython: string =
  process.env['TORCHRELAY_PYTHON'] ?? join(root, '.python/serving/bin/python');

/** A Python with the other servers, and with the serving Python's PyTorch; built when it is missing. */
export async function benchPython(): Promise<string> {
  if (!existsSync(servingPython)) {
    throw new Error(
      `There is no PyTorch in ${servingPython}. Run npm test once, which builds it, or set TORCHRELAY_PYTHON.`,
    );
  }
  const python = join(folder, 'bin/python');
  const stamp = join(folder, 'stamp');
  const wanted = createHash('sha256')
    .update(servingPython)
    .update(await readFile(requirements))
    .digest('hex');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return python;
  console.log('Building .python/bench: FastAPI and uvicorn, to compare with');
  await rm(folder, { recursive: true, force: true });
  await build(python);
  await writeFile(stamp, wanted);
  return python;
}

async function build(python: string): Promise<void> {
  await run(servingPython, ['-m', 'venv', folder]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  await run(python, [...pip, '--retries', '1', '--requirement', requirements]);
  const [torch, own] = await Promise.all([packagesOf(servingPython), packagesOf(python)]);
  // A path file shows the one's packages to the other; the other's own come first.
  await writeFile(join(own, 'serving.pth'), `${torch}\n`);
}

async function packagesOf(python: string): Promise<string> {
  const program = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  const { stdout } = await run(python, ['-c', program]);
  return stdout.trim();
}

/** For a Python process that loads the models. */
export function pythonEnvironment({
  folder: models,
  models: served,
  threads,
}: {
  /** Where the models are. */
  folder: string;
  models: readonly Model[];
  threads: number;
}): NodeJS.ProcessEnv {
  return {
    ...process.env,
    FOLDER: models,
    SHAPES: JSON.stringify(Object.fromEntries(served.map(({ name, shape }) => [name, shape]))),
    THREADS: String(threads),
    OMP_NUM_THREADS: String(threads),
    // As torchrelay sets it: threads that spin while they wait slow everybody down where cores are shared.
    OMP_WAIT_POLICY: 'passive',
  };
}
