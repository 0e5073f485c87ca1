import { shippedWith } from './dependency-directions.ts';
import { isOurs } from './layers.ts';
import type { RepositoryCheck } from './repository.ts';

const DOCUMENT = 'docs/architecture.md';

/** Each dependency that users install has its reason in the architecture document, by its name in backticks. */
export const documentedDependencies: RepositoryCheck = ({ packages, has, read }) => {
  const text = has(DOCUMENT) ? read(DOCUMENT) : '';
  return packages
    .filter(({ manifest }) => manifest.private !== true)
    .flatMap(({ folder, manifest }) =>
      Object.keys(shippedWith(manifest))
        .filter((name) => !isOurs(name) && !text.includes(`\`${name}\``))
        .map((name) => `${folder} depends on ${name}, and ${DOCUMENT} does not say why.`),
    );
};
