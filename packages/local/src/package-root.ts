import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { TorchrelayError } from '@torchrelay/core';

// Undefined in a bundle of CommonJS.
const here: string | undefined = import.meta.url;

/**
 * Where `python/` lies, beside `src` or `dist`, however deep the build has put this file. Looked for when it is needed:
 * whoever bundles this package into something that never calls it shall not hear of it.
 *
 * @throws TorchrelayError `PACKAGE_BUNDLED`
 */
export function packageRoot(): string {
  const found = here === undefined ? undefined : findRoot(dirname(fileURLToPath(here)));
  if (found !== undefined) return found;
  throw new TorchrelayError({
    code: 'PACKAGE_BUNDLED',
    message: 'The Python files of @torchrelay/local are not beside its JavaScript.',
    hint:
      'It starts processes from files of its own, so it cannot be part of a bundle: leave it out ' +
      '(esbuild: --external:@torchrelay/local, Next.js: serverExternalPackages) and install it beside. ' +
      'If you do not bundle, install it again.',
  });
}

/** What Node is given to run a part of this package in a process of its own. It strips the types of the source by itself. */
export function nodeArguments(part: 'server' | 'trainer'): string[] {
  const root = packageRoot();
  return here?.endsWith('.ts') === true
    ? ['--conditions=torchrelay-source', join(root, 'src', `${part}.ts`)]
    : [join(root, 'dist', `${part}.js`)];
}

function findRoot(directory: string): string | undefined {
  if (existsSync(join(directory, 'python', 'torchrelay_worker'))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : findRoot(parent);
}
