import { readdirSync, readFileSync } from 'node:fs';

/** Ends what a killed node has left running: it bears this variable in its environment. Linux only. */
export function killLeftBehind(variable: string, value: string): void {
  if (process.platform !== 'linux') return;
  const mark = `${variable}=${value}`;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (Number(pid) !== process.pid && environmentOf(pid).includes(mark)) kill(Number(pid));
  }
}

/** Empty where the process is gone, or another user's. */
function environmentOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
