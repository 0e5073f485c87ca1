import { execFileSync } from 'node:child_process';

/** Ends a process with all that it has started, as if the machine were gone. */
export function killTree(pid: number): void {
  for (const each of [...descendants(pid), pid]) {
    try {
      process.kill(each, 'SIGKILL');
    } catch (error) {
      if ((error as { readonly code?: string }).code !== 'ESRCH') throw error;
    }
  }
}

function descendants(pid: number): number[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' }).split('\n');
  const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number));
  const found = [pid];
  for (const parent of found)
    found.push(...pairs.flatMap(([child = 0, of]) => (of === parent ? [child] : [])));
  return found.slice(1);
}
