import { existsSync } from 'node:fs';
import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

import { formatBytes } from '../../output/quantities.ts';
import type { Check } from './check.ts';

/** Room for a package or two of the usual size. */
const leastRoom = 2e9;

/** Whether a folder can be written to, or made; and how much room there is. Makes nothing. */
export async function checkFolder({
  name,
  path,
  setting,
}: {
  readonly name: string;
  readonly path: string;
  /** The variable that moves it elsewhere. */
  readonly setting: string;
}): Promise<Check> {
  const hint = `Free it, or choose another folder: ${setting}=/path`;
  const nearest = nearestThere(path);
  const problem = await problemWith(nearest);
  if (problem !== undefined) {
    return { name, outcome: 'problem', message: `${path} cannot be written: ${problem}`, hint };
  }
  const { bavail, bsize } = await statfs(nearest);
  const message = `${path}, ${formatBytes(bavail * bsize)} free`;
  return bavail * bsize >= leastRoom
    ? { name, outcome: 'ok', message }
    : { name, outcome: 'warning', message: `${message}: little for models`, hint };
}

/** The folder itself, or the one that it would be made in. */
function nearestThere(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestThere(dirname(path));
}

async function problemWith(folder: string): Promise<string | undefined> {
  if (!(await stat(folder)).isDirectory()) return `${folder} is a file.`;
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch {
    return `${folder} is not writable for this user.`;
  }
}
