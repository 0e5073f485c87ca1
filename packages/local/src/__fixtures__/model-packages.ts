import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { servingPython } from './serving-python.ts';

const script = join(import.meta.dirname, 'make_models.py');
const cache = tmpdir();

/** The folder of a package that `make_models.py` makes. All of them are made once per state of the script. */
export function modelPackage(name: string): string {
  const key = createHash('sha256')
    .update(readFileSync(script))
    .update(servingPython())
    .digest('hex');
  const folder = join(cache, `torchrelay-test-models-${key.slice(0, 12)}`);
  if (!existsSync(folder)) make(folder);
  return join(folder, name);
}

export function modelFile(name: string): string {
  return join(modelPackage(name), 'model', '1', 'model.pt');
}

/** Whole or not at all: test files run side by side. */
function make(folder: string): void {
  const unfinished = mkdtempSync(`${folder}-`);
  execFileSync(servingPython(), ['-I', '-W', 'ignore', script, unfinished], { stdio: 'pipe' });
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Somebody else was faster.
    if (!existsSync(folder)) throw error;
    rmSync(unfinished, { recursive: true });
  }
}
