import { isOurs, layers, testLayers } from './layers.ts';
import type { Manifest, RepositoryCheck } from './repository.ts';

/** Packages depend on each other in one direction only. */
export const dependencyDirections: RepositoryCheck = ({ packages }) =>
  packages.flatMap(({ folder, manifest }) => {
    const lower = layers[manifest.name];
    if (lower === undefined) {
      return [`${manifest.name} (${folder}) has no place in tools/checks/repository/layers.ts.`];
    }
    return [
      ...refused(shippedWith(manifest), lower).map(
        (name) => `${folder}/package.json depends on ${name}, which is not below ${manifest.name}.`,
      ),
      ...refused(manifest.devDependencies, [...lower, ...(testLayers[manifest.name] ?? [])]).map(
        (name) => `${folder}/package.json tests with ${name}, which is not below ${manifest.name}.`,
      ),
    ];
  });

/** All that a user's installation brings or asks for. */
export function shippedWith(manifest: Manifest): Readonly<Record<string, string>> {
  return {
    ...manifest.dependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  };
}

function refused(
  dependencies: Readonly<Record<string, string>> | undefined,
  allowed: readonly string[],
): string[] {
  return Object.keys(dependencies ?? {}).filter((name) => isOurs(name) && !allowed.includes(name));
}
