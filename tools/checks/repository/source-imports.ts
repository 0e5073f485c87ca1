import { posix } from 'node:path';
import { isOurs } from './layers.ts';
import type { Manifest, Package, RepositoryCheck } from './repository.ts';

const specifiers = /(?:\bfrom|\bimport)\s*\(?\s*'([^'\n]+)'/g;

/** Source reaches other packages only by what they export, and never by a path out of its own folder. */
export const sourceImports: RepositoryCheck = ({ packages, files, read }) => {
  const manifests = new Map(packages.map(({ manifest }) => [manifest.name, manifest]));
  return packages.flatMap((owner) =>
    files
      .filter((file) => file.startsWith(`${owner.folder}/src/`) && file.endsWith('.ts'))
      .flatMap((file) =>
        [...read(file).matchAll(specifiers)].flatMap(([, specifier = '']) => {
          const reason = refusal({ specifier, file, owner, manifests });
          return reason === undefined ? [] : [`${file} imports '${specifier}', ${reason}.`];
        }),
      ),
  );
};

function refusal({
  specifier,
  file,
  owner,
  manifests,
}: {
  specifier: string;
  file: string;
  owner: Package;
  manifests: ReadonlyMap<string, Manifest>;
}): string | undefined {
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(file), specifier);
    return target.startsWith(`${owner.folder}/`)
      ? undefined
      : `which is outside of ${owner.folder}`;
  }
  const [name, subpath] = split(specifier);
  if (!isOurs(name)) return undefined;
  const isItself = name === owner.manifest.name;
  const { dependencies = {}, devDependencies = {} } = owner.manifest;
  if (!isItself && !(name in { ...dependencies, ...devDependencies })) {
    return `which ${owner.folder}/package.json does not list`;
  }
  if (!isItself && !isForTests(file) && !(name in dependencies)) {
    return 'which is a dependency of its tests only';
  }
  // What is not published, such as the stand-ins, is not among the packages that are checked.
  const { exports } = manifests.get(name) ?? { exports: { [subpath]: '' } };
  return subpath in (exports ?? {}) ? undefined : `which ${name} does not export`;
}

/** Tests, and the folders of what only they use. */
function isForTests(file: string): boolean {
  return file.endsWith('.test.ts') || /\/(?:test-support|__fixtures__)\//.test(file);
}

/** `@torchrelay/core/target` is the package `@torchrelay/core` and its export `./target`. */
function split(specifier: string): [name: string, subpath: string] {
  const parts = specifier.split('/');
  const length = specifier.startsWith('@') ? 2 : 1;
  return [parts.slice(0, length).join('/'), ['.', ...parts.slice(length)].join('/')];
}
