import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { CommandError } from '../errors/command-error.ts';
import { shellWord } from '../output/shell-word.ts';

/**
 * What a file of the user's exports by default, or what the function gives that it exports.
 *
 * @param what as in "a file with a pipeline in it"
 */
export async function loadExport(path: string, what: string): Promise<unknown> {
  const { default: exported }: { readonly default?: unknown } = await load(path, what);
  return typeof exported === 'function' ? exported() : exported;
}

async function load(path: string, what: string): Promise<object> {
  const file = resolve(path);
  if (!existsSync(file)) {
    throw new CommandError({
      message: `There is no file ${path} with a ${what} in it.`,
      hint: 'Check the path; it is taken relative to the current folder.',
    });
  }
  try {
    return await import(pathToFileURL(file).href);
  } catch (cause) {
    throw new CommandError({
      message: `The ${what} in ${path} cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: hintOn({ cause, path, what }),
      cause,
    });
  }
}

function hintOn({ cause, path, what }: { cause: unknown; path: string; what: string }): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (cause instanceof SyntaxError || code === 'ERR_INVALID_TYPESCRIPT_SYNTAX')
    return `Mend it there; this shows the line: node ${shellWord(path)}`;
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION')
    return 'This Node cannot read types: take Node 22.18 or later, or write JavaScript.';
  if (code === 'ERR_MODULE_NOT_FOUND')
    return 'What it imports has to be installed where it lies: npm install';
  return `Give the path of a JavaScript file whose default export is a ${what}.`;
}
