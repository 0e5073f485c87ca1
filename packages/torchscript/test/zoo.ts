import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const scripts = fileURLToPath(new URL('zoo/', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What PyTorch says about a tensor of a loaded model. */
export interface TensorAnswer {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly storageOffset: number;
  readonly requiresGrad: boolean;
  readonly layout: string;
}

export interface MethodAnswer {
  readonly name: string;
  readonly arguments: readonly {
    readonly name: string;
    readonly type: string;
    readonly hasDefault: boolean;
    readonly default: string | null;
  }[];
  readonly returns: string;
}

/** What PyTorch says about a loaded model. */
export interface ModelAnswer {
  readonly parameters: readonly TensorAnswer[];
  readonly distinctParameters: readonly string[];
  readonly parameterElements: number;
  readonly buffers: readonly TensorAnswer[];
  readonly modules: readonly (readonly [string, string])[];
  readonly methods: readonly MethodAnswer[];
  readonly training: boolean | null;
  readonly extraFiles: readonly string[];
  readonly tracedInputs: readonly unknown[];
}

/** What PyTorch says about a loaded program of torch.export. */
export interface ProgramAnswer {
  readonly torch: string;
  readonly parameters: readonly Partial<TensorAnswer>[];
  readonly buffers: readonly Partial<TensorAnswer>[];
  readonly constants: readonly string[];
  readonly userInputs: number;
  readonly userOutputs: number;
  readonly inputShapes: readonly (ShapeAnswer | null)[];
  readonly outputShapes: readonly (ShapeAnswer | null)[];
  /** Bounds by symbol; `null` for none. */
  readonly ranges: Readonly<Record<string, readonly [number, number | null]>>;
}

export interface ShapeAnswer {
  readonly dtype: string;
  readonly shape: readonly (number | string)[];
}

export interface Zoo {
  readonly folder: string;
  readonly names: readonly string[];
  readonly torch: string;
  readonly models: Readonly<Record<string, ModelAnswer>>;
  /** Files under `foreign/`, with why PyTorch does not load them as TorchScript; `null` if it does. */
  readonly refused: Readonly<Record<string, string | null>>;
  /** Files `exported/<name>.pt2`. */
  readonly exported: Readonly<Record<string, ProgramAnswer>>;
  /** Files under `hostile/` that act when they are loaded, and whether they did here. */
  readonly acted: Readonly<Record<string, boolean>>;
  file(name: string): string;
}

/** Archives made by real PyTorch, with its own answers about them; made once and kept in `.cache`. */
export async function openZoo(): Promise<Zoo> {
  const python = findPython();
  const folder = join(root, '.cache', `torchscript-zoo-${await fingerprint(python)}`);
  if (!existsSync(join(folder, 'answers.json'))) await makeOnce(python, folder);
  const { torch, models, refused, exported, acted } = JSON.parse(
    await readFile(join(folder, 'answers.json'), 'utf8'),
  );
  const names = Object.keys(models);
  const file = (name: string): string =>
    join(folder, existsSync(join(folder, `${name}.pt`)) ? `${name}.pt` : `${name}.ptl`);
  return { folder, names, torch, models, refused, exported, acted, file };
}

function findPython(): string {
  const python = process.env.TORCHRELAY_PYTHON ?? join(root, '.python/serving/bin/python');
  if (existsSync(python)) return python;
  throw new Error(
    `These tests need a Python with PyTorch, and ${python} does not exist: run npm test once, or set TORCHRELAY_PYTHON.`,
  );
}

async function fingerprint(python: string): Promise<string> {
  const ask = "import importlib.metadata as m; print(m.version('torch'))";
  const { stdout } = await run(python, ['-c', ask]).catch((error: unknown) => {
    throw new Error(`${python} has no PyTorch: pip install torch, or set TORCHRELAY_PYTHON.`, {
      cause: error,
    });
  });
  const hash = createHash('sha256').update(stdout);
  for (const name of (await readdir(scripts)).filter((each) => each.endsWith('.py')).toSorted()) {
    hash.update(name).update(await readFile(join(scripts, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Test files run in several processes: the first makes the zoo, the others wait for it. */
async function makeOnce(python: string, folder: string): Promise<void> {
  const lock = `${folder}.lock`;
  await mkdir(join(root, '.cache'), { recursive: true });
  while (!existsSync(join(folder, 'answers.json'))) {
    if (await takeLock(lock)) await makeLocked({ python, folder, lock });
    else await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function makeLocked({
  python,
  folder,
  lock,
}: {
  python: string;
  folder: string;
  lock: string;
}): Promise<void> {
  try {
    await make(python, folder);
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

const staleAfterMs = 5 * 60_000;

async function takeLock(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch {
    const age = Date.now() - (await stat(lock).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > staleAfterMs) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

async function make(python: string, folder: string): Promise<void> {
  if (existsSync(join(folder, 'answers.json'))) return;
  const draft = await mkdtemp(`${folder}-`);
  try {
    await run(python, ['-W', 'ignore', scripts, draft], { maxBuffer: 1 << 26 });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
