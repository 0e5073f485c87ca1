import type { Manifest, RepositoryCheck } from './repository.ts';

/** What a registry shows of a package, and what installers and bundlers go by, is complete, and the same in all. */
export const publishedMetadata: RepositoryCheck = ({ packages }) =>
  packages
    .filter(({ manifest }) => manifest.private !== true)
    .flatMap(({ folder, manifest }) =>
      expectations(manifest)
        .filter(([isMet]) => !isMet)
        .map(([, expected]) => `${folder}/package.json: ${expected}.`),
    );

function expectations(manifest: Manifest): readonly [isMet: boolean, expected: string][] {
  const { description = '', keywords = [], files = [], engines, publishConfig } = manifest;
  return [
    [description.endsWith('.'), 'description is a sentence'],
    [keywords.length >= 3 && keywords.includes('pytorch'), 'keywords, with "pytorch" among them'],
    [files.length > 0, 'files lists what is shipped'],
    [manifest.type === 'module', 'type is "module"'],
    [manifest.sideEffects === false, 'sideEffects is false: bundlers may leave out what is unused'],
    [engines?.['node'] === '>=22.12', 'engines.node is ">=22.12"'],
    [publishConfig?.access === 'public', 'publishConfig.access is "public"'],
  ];
}
