import type { CatalogueSnapshot } from '@torchrelay/core/catalogue';

/** When AWS cut the prices of P4 and P5 by up to 45 %. Tables from before are still copied everywhere. */
const cutOn = '2025-06-01';

const cutFamilies = /^ml\.p[45]/;

/** What these cost before, at EC2 and at SageMaker, in US regions. */
const before: Readonly<Record<string, readonly number[]>> = {
  'ml.p4d.24xlarge': [32.77, 32.7726, 37.688, 37.69],
  'ml.p4de.24xlarge': [40.96, 40.9657, 47.11],
  'ml.p5.48xlarge': [98.32, 113.068],
};

/** Prices of a time that is over, as sentences without a full stop. */
export function supersededPrices({
  rows,
  sources,
}: Pick<CatalogueSnapshot, 'rows' | 'sources'>): string[] {
  return rows.flatMap(({ instanceType: type, prices }) =>
    prices.flatMap(({ usdPerHour, source }) => {
      const asOf = sources[source]?.asOf ?? '';
      return [
        ...(before[type]?.includes(usdPerHour) === true
          ? [`${type} costs ${usdPerHour}, as it did before ${cutOn}`]
          : []),
        ...(cutFamilies.test(type) && asOf < cutOn
          ? [`${type} has a price of ${asOf}, from before the cut of ${cutOn}`]
          : []),
      ];
    }),
  );
}
