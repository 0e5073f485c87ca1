import { link, rm, writeFile } from 'node:fs/promises';

import { CommandError } from '../../errors/command-error.ts';

/** Writes a file that is not there yet: whole, or not at all. */
export async function writeNew(path: string, text: string): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    await writeFile(part, text, { flag: 'wx' });
    await link(part, path);
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw isThere ? alreadyThere(path) : error;
  } finally {
    await rm(part, { force: true });
  }
}

export function alreadyThere(path: string): CommandError {
  return new CommandError({
    code: 'CONFIG_EXISTS',
    message: `There is ${path} already. Nothing was changed.`,
    hint: 'See what it would do: torchrelay plan',
  });
}
