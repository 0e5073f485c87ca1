import type { Package } from '../repository/repository.ts';

export interface PublicEntry {
  /** Of the package, like `packages/core`. */
  readonly folder: string;
  /** Relative to it: `dist/catalogue/index.d.ts`. */
  readonly types: string;
  /** Where the report is kept, like `packages/core/api/catalogue.api.md`. */
  readonly report: string;
}

/** What of a package can be imported and has types. */
export function publicEntries({ folder, manifest }: Package): PublicEntry[] {
  if (manifest.private === true) return [];
  return Object.entries(manifest.publishConfig?.exports ?? {}).flatMap(([subpath, target]) => {
    if (typeof target === 'string' || target['types'] === undefined) return [];
    const name = subpath === '.' ? 'index' : subpath.slice(2);
    return [{ folder, types: target['types'], report: `${folder}/api/${name}.api.md` }];
  });
}
