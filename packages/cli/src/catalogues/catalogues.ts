import type { CatalogueSnapshot } from '@torchrelay/core/catalogue';
import type { Need, Offer } from '@torchrelay/core/target';

/** A cloud's instance types, from what ships with the package: nobody has to be signed in. */
export interface Catalogue {
  /** As `--cloud` names it, and as targets are called. */
  readonly provider: string;
  readonly offers: (request: CatalogueRequest) => Promise<readonly Offer[]>;
}

export interface CatalogueRequest {
  readonly need: Need;
  /** All that the catalogue knows where it is absent. */
  readonly regions?: readonly string[] | undefined;
}

/** The one list of catalogues. Each is loaded when it is needed. */
export const catalogues: readonly Catalogue[] = [
  {
    provider: 'sagemaker',
    async offers({ need, regions }) {
      const { awsOffers, awsSnapshot } = await import('@torchrelay/aws/catalogue');
      const known = regionsOf(await awsSnapshot());
      return (await awsOffers({ need, regions: among(known, regions) })).offers;
    },
  },
  {
    provider: 'azureml',
    async offers({ need, regions }) {
      const { azureOffers, azureSnapshot } = await import('@torchrelay/azure/catalogue');
      const known = regionsOf(await azureSnapshot());
      const found = among(known, regions).map((region) =>
        azureOffers({ need, region, live: false }),
      );
      return (await Promise.all(found)).flatMap(({ offers }) => offers);
    },
  },
];

function regionsOf({ rows }: CatalogueSnapshot): readonly string[] {
  return [...new Set(rows.flatMap(({ regions }) => regions))].toSorted();
}

/** A region of another cloud is none of this one's. */
function among(known: readonly string[], asked: readonly string[] = known): readonly string[] {
  return known.filter((region) => asked.includes(region));
}
