import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { servingPython } from './serving-python.ts';

const script = fileURLToPath(new URL('models.py', import.meta.url));

/** tower.pt, classifier.pt, detector.pt and weights.pt of real PyTorch, made once per state of the script. */
export function makeModels(folder: string): void {
  const hash = createHash('sha256').update(servingPython()).update(readFileSync(script));
  const made = join(tmpdir(), `torchrelay-cli-models-${hash.digest('hex').slice(0, 12)}`);
  if (!existsSync(made)) make(made);
  cpSync(made, folder, { recursive: true });
}

/** Whole or not at all: test files run side by side. */
function make(folder: string): void {
  const unfinished = mkdtempSync(`${folder}-`);
  execFileSync(servingPython(), ['-W', 'ignore', script, unfinished]);
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Somebody else was faster.
    if (!existsSync(folder)) throw error;
    rmSync(unfinished, { recursive: true });
  }
}
