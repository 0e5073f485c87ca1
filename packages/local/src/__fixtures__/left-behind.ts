import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export function filesUnder(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

/** What was started for a home, as the system knows it: its path stands in the command. */
export function processesWith(text: string): readonly string[] {
  if (!existsSync('/proc/self')) return [];
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .flatMap((pid) => commandLine(pid))
    .filter((command) => command.includes(text));
}

function commandLine(pid: string): readonly string[] {
  try {
    return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
  } catch {
    // It ended while we were looking.
    return [];
  }
}
