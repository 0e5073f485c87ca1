import { readFile } from 'node:fs/promises';

import { CommandError } from '../errors/command-error.ts';
import { loadExport } from '../modules/load-export.ts';

/** What a config file says, whatever that is. */
export async function loadConfig(path: string): Promise<unknown> {
  return path.endsWith('.json') ? loadJson(path) : loadExport(path, 'config');
}

async function loadJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new CommandError({
      code: 'CONFIG_INVALID',
      message: `The config in ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'Mend it, or name another: --config FILE',
      cause,
    });
  }
}
