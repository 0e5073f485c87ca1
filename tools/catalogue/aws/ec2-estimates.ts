import type { CapturedPrices } from './captured-prices.ts';
import type { PriceSource } from './price-source.ts';

/**
 * What SageMaker charged in September 2026 over EC2's price for the same type (us-west-2, computed): p4d and p5, and
 * g4dn, g5 and g6. Other families of the same letter are assumed to follow.
 */
const markups: readonly { readonly types: RegExp; readonly factor: string }[] = [
  { types: /^p\d/, factor: '1.15' },
  { types: /^g.*\.xlarge$/, factor: '1.40' },
  { types: /^g/, factor: '1.25' },
];

/** Sold by EC2, and without a price in SageMaker when it was looked at (August 2026). */
const unpriced: ReadonlySet<string> = new Set(['p5.4xlarge', 'p6-b300.48xlarge']);

/** Estimates of SageMaker's prices from EC2's, one source for each markup. Types without a known markup have none. */
export function ec2Estimates({
  key,
  region,
  asOf,
  text,
  usdPerHour,
}: Omit<CapturedPrices, 'service' | 'component'>): readonly PriceSource[] {
  const types = Object.keys(usdPerHour).filter((type) => !unpriced.has(type));
  const byFactor = Map.groupBy(types, factorOf);
  return [...byFactor].flatMap(([factor, members]) =>
    factor === undefined
      ? []
      : [
          {
            key: `${key}-x${factor}`,
            kind: 'estimate' as const,
            text: `${text}, times ${factor}`,
            asOf,
            region,
            purposes: ['serving', 'training'] as const,
            usdPerHour: Object.fromEntries(
              // Chosen from the keys above.
              members.map((type) => [`ml.${type}`, times(usdPerHour[type] ?? Number.NaN, factor)]),
            ),
          },
        ],
  );
}

function factorOf(type: string): string | undefined {
  return markups.find(({ types }) => types.test(type))?.factor;
}

/** Rounded to a hundredth of a cent. */
function times(usd: number, factor: string): number {
  return Number((usd * Number(factor)).toFixed(4));
}
