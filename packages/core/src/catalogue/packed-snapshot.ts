import { acceleratorOf } from './accelerator-of.ts';
import type { CataloguePrice, CatalogueRow, CatalogueSnapshot } from './snapshot.ts';

/** A row as it is written: regions by the number of their list, prices in groups, no memory of accelerators. */
interface PackedRow extends Omit<CatalogueRow, 'accelerator' | 'regions' | 'prices'> {
  readonly accelerator?: Pick<NonNullable<CatalogueRow['accelerator']>, 'kind' | 'count' | 'link'>;
  /** Index into the lists of regions, which many types share. */
  readonly regions: number;
  readonly prices: readonly PackedPrices[];
}

/** US dollars by region. Most providers charge the same for several purposes: that is said once. */
type PackedPrices = [
  purposes: readonly CataloguePrice['purpose'][],
  market: CataloguePrice['market'],
  source: string,
  usdPerHour: Readonly<Record<string, number>>,
];

interface PackedSnapshot extends Omit<CatalogueSnapshot, 'rows'> {
  readonly regionLists: readonly (readonly string[])[];
  readonly rows: readonly PackedRow[];
}

/**
 * The form that ships: JSON with one row per line, for small packages and readable differences. Prices come back
 * sorted by purpose, market and region.
 */
export function packSnapshot({ rows, ...head }: CatalogueSnapshot): string {
  const lists = [...new Set(rows.map(({ regions }) => regions.join()))].toSorted();
  const regionLists = lists.map((list) => (list === '' ? [] : list.split(',')));
  const packed = rows.map((row) => JSON.stringify(packRow(row, lists.indexOf(row.regions.join()))));
  const opening = JSON.stringify({ ...head, regionLists }).slice(0, -1);
  return `${opening},"rows":[\n${packed.join(',\n')}\n]}`;
}

/** Reads what {@link packSnapshot} wrote. Only for text of our own: nothing is checked. */
export function unpackSnapshot(text: string): CatalogueSnapshot {
  const { regionLists, rows, ...head } = JSON.parse(text) as PackedSnapshot;
  return { ...head, rows: rows.map((row) => unpackRow(row, regionLists[row.regions] ?? [])) };
}

function packRow({ accelerator, prices, ...row }: CatalogueRow, regions: number): PackedRow {
  return {
    ...row,
    ...(accelerator !== undefined && {
      accelerator: {
        kind: accelerator.kind,
        count: accelerator.count,
        ...(accelerator.link !== undefined && { link: accelerator.link }),
      },
    }),
    regions,
    prices: packPrices(prices),
  };
}

function packPrices(prices: readonly CataloguePrice[]): PackedPrices[] {
  const groups = new Map<string, CataloguePrice[]>();
  for (const price of prices.toSorted(inOrder)) {
    const key = JSON.stringify([price.purpose, price.market, price.source]);
    groups.set(key, [...(groups.get(key) ?? []), price]);
  }
  const packed = new Map<string, PackedPrices>();
  for (const group of groups.values()) {
    // A group is made with its first price.
    const [{ purpose, market, source }] = group as [CataloguePrice, ...CataloguePrice[]];
    const byRegion = Object.fromEntries(group.map((one) => [one.region, one.usdPerHour]));
    const key = JSON.stringify([market, source, byRegion]);
    packed.set(key, [[...(packed.get(key)?.[0] ?? []), purpose], market, source, byRegion]);
  }
  return [...packed.values()];
}

function unpackRow(
  { accelerator, prices, ...row }: PackedRow,
  regions: readonly string[],
): CatalogueRow {
  return {
    ...row,
    ...(accelerator !== undefined && { accelerator: acceleratorOf(accelerator) }),
    regions,
    prices: prices.flatMap(unpackPrices).toSorted(inOrder),
  };
}

function unpackPrices([purposes, market, source, usdPerHour]: PackedPrices): CataloguePrice[] {
  return purposes.flatMap((purpose) =>
    Object.entries(usdPerHour).map(([region, usd]) => ({
      region,
      purpose,
      market,
      usdPerHour: usd,
      source,
    })),
  );
}

function inOrder(a: CataloguePrice, b: CataloguePrice): number {
  const [left, right] = [a, b].map(({ purpose, market, region }) =>
    [purpose, market, region].join(),
  );
  return (left ?? '') < (right ?? '') ? -1 : left === right ? 0 : 1;
}
