import { execFileSync } from 'node:child_process';
import { writeTree } from './write-tree.ts';

/** The Python that tests run with, by its full path. */
function realPython(): string {
  const program = ['-c', 'import sys; print(sys.executable)'];
  return execFileSync('python3', program, { encoding: 'utf8' }).trim();
}

/**
 * Puts a `python3` into `folder` that answers some calls as told, and is the real one otherwise. `answers` are branches
 * of a shell `case` over its whole command line. Returns `folder`.
 */
export function fakePython({ folder, answers }: { folder: string; answers: string }): string {
  const itself = '*"sys.executable"*) echo "3.12.0|$0"; exit 0;;';
  const script = `#!/bin/sh\ncase "$*" in\n${itself}\n${answers}\nesac\nexec '${realPython()}' "$@"\n`;
  return writeTree(folder, { python3: script });
}
