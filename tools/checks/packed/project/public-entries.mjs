import { readFileSync } from 'node:fs';

/** What can be imported of the packages that are installed here: `@torchrelay/core`, `@torchrelay/core/target`, … */
export function publicEntries() {
  const { dependencies } = readManifest('./package.json');
  return Object.keys(dependencies)
    .filter((name) => name.startsWith('@torchrelay/') || name === 'torchrelay')
    .flatMap((name) =>
      Object.keys(readManifest(`./node_modules/${name}/package.json`).exports)
        .filter((subpath) => !subpath.includes('.json'))
        .map((subpath) => `${name}${subpath.slice(1)}`),
    );
}

function readManifest(path) {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}
