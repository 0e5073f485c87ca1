import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Target } from '@torchrelay/core/target';

import { CommandError } from '../errors/command-error.ts';

/** The target that a file of the user's exports, or that the function makes which it exports. */
export async function openModule(path: string): Promise<Target> {
  const { default: exported }: { readonly default?: unknown } = await load(path);
  const made: unknown = typeof exported === 'function' ? await exported() : exported;
  if (isTarget(made)) return made;
  throw new CommandError({
    message: `${path} does not export a target by default.`,
    hint: 'Write: export default myTarget({ … });',
  });
}

async function load(path: string): Promise<object> {
  const file = resolve(path);
  if (!existsSync(file)) {
    throw new CommandError({
      message: `There is no file ${path} with a target in it.`,
      hint: 'Check the path; it is taken relative to the current folder.',
    });
  }
  try {
    return await import(pathToFileURL(file).href);
  } catch (cause) {
    throw new CommandError({
      message: `The target in ${path} cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'Give the path of a JavaScript file whose default export is a target.',
      cause,
    });
  }
}

function isTarget(value: unknown): value is Target {
  return (
    typeof value === 'object' &&
    value !== null &&
    'specificationVersion' in value &&
    value.specificationVersion === 'v1'
  );
}
