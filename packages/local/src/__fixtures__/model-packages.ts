import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { servingPython } from './serving-python.ts';

/** `make_hard_models.py` writes its packages with the help of `make_models.py`. */
const scripts = ['make_models.py', 'make_hard_models.py'] as const;
const cache = tmpdir();

/** The folder of a package that `make_models.py` makes. All of them are made once per state of the scripts. */
export function modelPackage(name: string): string {
  return join(made('make_models.py'), name);
}

/** One of those that `make_hard_models.py` makes. */
export function hardModelPackage(name: string): string {
  return join(made('make_hard_models.py'), name);
}

export function modelFile(name: string): string {
  return join(modelPackage(name), 'model', '1', 'model.pt');
}

function made(script: (typeof scripts)[number]): string {
  const hash = createHash('sha256').update(servingPython()).update(script);
  for (const name of scripts) hash.update(readFileSync(join(import.meta.dirname, name)));
  const folder = join(cache, `torchrelay-test-models-${hash.digest('hex').slice(0, 12)}`);
  if (!existsSync(folder)) make(script, folder);
  return folder;
}

/** Whole or not at all: test files run side by side. */
function make(script: string, folder: string): void {
  const unfinished = mkdtempSync(`${folder}-`);
  const path = join(import.meta.dirname, script);
  execFileSync(servingPython(), ['-I', '-W', 'ignore', path, unfinished], { stdio: 'pipe' });
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Somebody else was faster.
    if (!existsSync(folder)) throw error;
    rmSync(unfinished, { recursive: true });
  }
}
