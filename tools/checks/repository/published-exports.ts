import { isDeepStrictEqual } from 'node:util';
import type { Exports, RepositoryCheck } from './repository.ts';

const SOURCE_CONDITION = 'torchrelay-source';

/** What is published exports the same as what is developed, less the source, which is not shipped. */
export const publishedExports: RepositoryCheck = ({ packages }) =>
  packages
    .filter(({ manifest }) => manifest.private !== true)
    .filter(
      ({ manifest }) =>
        !isDeepStrictEqual(manifest.publishConfig?.exports, withoutSource(manifest.exports ?? {})),
    )
    .map(
      ({ folder }) =>
        `${folder}/package.json: publishConfig.exports is not exports without its ${SOURCE_CONDITION} conditions.`,
    );

function withoutSource(exports: Exports): Exports {
  return Object.fromEntries(
    Object.entries(exports).map(([subpath, target]) => {
      if (typeof target === 'string') return [subpath, target];
      const { [SOURCE_CONDITION]: _, ...published } = target;
      return [subpath, published];
    }),
  );
}
