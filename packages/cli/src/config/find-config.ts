import { dirname, join, resolve } from 'node:path';
import { existsSync } from 'node:fs';

import type { Environment } from '../command-line/command-context.ts';
import { CommandError } from '../errors/command-error.ts';

/** What a config file may be called, as its folder is searched. */
export const configFiles: readonly string[] = ['ts', 'mts', 'js', 'mjs', 'json'].map(
  (ending) => `torchrelay.config.${ending}`,
);

/**
 * The config file of a folder, or of the nearest one above it: at most up to the root of the repository, and never
 * above the user's own folder, since what lies there is somebody else's.
 */
export function findConfig(folder: string, environment: Environment): string | undefined {
  const [found, second] = configFiles.filter((name) => existsSync(join(folder, name)));
  if (second !== undefined) throw several(folder, [found ?? '', second]);
  if (found !== undefined) return join(folder, found);
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  const isLast =
    existsSync(join(folder, '.git')) ||
    (home !== undefined && resolve(home) === folder) ||
    dirname(folder) === folder;
  return isLast ? undefined : findConfig(dirname(folder), environment);
}

function several(folder: string, [first, second]: readonly [string, string]): CommandError {
  return new CommandError({
    code: 'CONFIG_INVALID',
    message: `There are both ${first} and ${second} in ${folder}.`,
    hint: `Keep one of them, or say which: --config ${first}`,
  });
}
