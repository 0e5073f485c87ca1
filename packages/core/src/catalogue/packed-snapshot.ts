import { acceleratorOf } from './accelerator-kinds.ts';
import type { CataloguePrice, CatalogueRow, CatalogueSnapshot } from './snapshot.ts';

/** A row as it is written: regions by the number of their list, prices as tuples, no memory of accelerators. */
interface PackedRow extends Omit<CatalogueRow, 'accelerator' | 'regions' | 'prices'> {
  readonly accelerator?: Pick<NonNullable<CatalogueRow['accelerator']>, 'kind' | 'count' | 'link'>;
  /** Index into the lists of regions, which many types share. */
  readonly regions: number;
  readonly prices: readonly PackedPrice[];
}

type PackedPrice = [
  region: string,
  purpose: CataloguePrice['purpose'],
  market: CataloguePrice['market'],
  usdPerHour: number,
  source: string,
];

interface PackedSnapshot extends Omit<CatalogueSnapshot, 'rows'> {
  readonly regionLists: readonly (readonly string[])[];
  readonly rows: readonly PackedRow[];
}

/** The form that ships: JSON with one row per line, for small packages and readable differences. */
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
    prices: prices.map(({ region, purpose, market, usdPerHour, source }) => [
      region,
      purpose,
      market,
      usdPerHour,
      source,
    ]),
  };
}

function unpackRow(
  { accelerator, prices, ...row }: PackedRow,
  regions: readonly string[],
): CatalogueRow {
  return {
    ...row,
    ...(accelerator !== undefined && { accelerator: acceleratorOf(accelerator) }),
    regions,
    prices: prices.map(([region, purpose, market, usdPerHour, source]) => ({
      region,
      purpose,
      market,
      usdPerHour,
      source,
    })),
  };
}
