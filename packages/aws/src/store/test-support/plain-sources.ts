import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const packages = fileURLToPath(new URL('../../../../', import.meta.url));

/**
 * Writes the sources of the packages as JavaScript into a folder, and beside them a module for `node --import` that
 * loads them in place of the sources. What strips types in Node weighs 40 MB, which nobody has who installs a package.
 *
 * @returns the URL of that module
 */
export async function plainSources(folder: string): Promise<string> {
  for await (const path of glob('{core,torchscript,aws}/src/**/*.ts', { cwd: packages })) {
    if (path.endsWith('.test.ts')) continue;
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, stripTypeScriptTypes(readFileSync(join(packages, path), 'utf8')));
  }
  const hook = join(folder, 'hook.mjs');
  writeFileSync(hook, hookSource(folder));
  return pathToFileURL(hook).href;
}

function hookSource(folder: string): string {
  return `
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
const sources = ${JSON.stringify(pathToFileURL(packages).href)};
const plain = ${JSON.stringify(`${folder}/`)};
registerHooks({
  load(url, context, next) {
    if (!url.startsWith(sources) || !url.endsWith('.ts')) return next(url, context);
    const source = readFileSync(plain + url.slice(sources.length), 'utf8');
    return { format: 'module', source, shortCircuit: true };
  },
});`;
}
