import type { Package } from '../checks/repository/repository.ts';

/** The packages that are published, each after those it depends on: nobody finds one whose parts are missing. */
export function inOrder(packages: readonly Package[]): Package[] {
  const published = packages.filter(({ manifest }) => manifest.private !== true);
  const ordered: Package[] = [];
  const add = (each: Package): void => {
    if (ordered.includes(each)) return;
    for (const name of Object.keys(each.manifest.dependencies ?? {})) {
      const needed = published.find(({ manifest }) => manifest.name === name);
      if (needed !== undefined) add(needed);
    }
    ordered.push(each);
  };
  for (const each of published) add(each);
  return ordered;
}
