import type { Fact } from '../target/offer.ts';
import type { CataloguePrice, CatalogueRow, CatalogueSnapshot } from './snapshot.ts';

/** What a snapshot says of one price. It never borrows from another region, purpose or market. */
export function priceFact({
  snapshot,
  row,
  region,
  purpose,
  market,
}: {
  readonly snapshot: Pick<CatalogueSnapshot, 'generatedAt' | 'sources'>;
  readonly row: Pick<CatalogueRow, 'instanceType' | 'prices'>;
} & Pick<CataloguePrice, 'region' | 'purpose' | 'market'>): Fact<number> {
  const price = row.prices.find(
    (one) => one.region === region && one.purpose === purpose && one.market === market,
  );
  const source = price === undefined ? undefined : snapshot.sources[price.source];
  if (price === undefined || source === undefined) {
    return {
      known: false,
      reason: `no ${market} price of ${row.instanceType} in ${region} for ${purpose} in the snapshot of ${snapshot.generatedAt.slice(0, 10)}`,
    };
  }
  return {
    known: true,
    value: price.usdPerHour,
    source: source.kind === 'estimate' ? `estimate: ${source.text}` : source.text,
    asOf: source.asOf,
  };
}
