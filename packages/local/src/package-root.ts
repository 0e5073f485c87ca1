import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whether this runs from source, in the repository, or built, as published. */
export const isSource: boolean = import.meta.url.endsWith('.ts');

/** Where `python/` lies, beside `src` or `dist`, however deep the bundler has put this file. */
export const packageRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(directory: string): string {
  if (existsSync(join(directory, 'python', 'torchrelay_worker'))) return directory;
  const parent = dirname(directory);
  if (parent === directory)
    throw new Error('The Python part of @torchrelay/local is missing: install the package again.');
  return findRoot(parent);
}
