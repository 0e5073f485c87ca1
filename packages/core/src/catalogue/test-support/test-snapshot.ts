import type { CataloguePrice, CatalogueRow, CatalogueSnapshot } from '../snapshot.ts';

/** A price that nothing is wrong with. */
export function testPrice(price: Partial<CataloguePrice> = {}): CataloguePrice {
  return {
    region: 'us-east-1',
    purpose: 'serving',
    market: 'on-demand',
    usdPerHour: 2,
    source: 'list',
    ...price,
  };
}

/** A row that nothing is wrong with. */
export function testRow(row: Partial<CatalogueRow> = {}): CatalogueRow {
  const regions = row.regions ?? ['eu-west-1', 'us-east-1'];
  return {
    instanceType: 'm5.large',
    purposes: ['serving', 'training'],
    vCpus: 2,
    memoryBytes: 8 * 2 ** 30,
    regions,
    quotas: {},
    prices: regions.includes('us-east-1') ? [testPrice()] : [],
    source: 'types',
    ...row,
  };
}

/** A snapshot that nothing is wrong with, as long as nothing is with its rows. */
export function testSnapshot(
  rows: readonly CatalogueRow[] = [testRow()],
  head: Partial<CatalogueSnapshot> = {},
): CatalogueSnapshot {
  return {
    generatedAt: '2026-11-01T00:00:00Z',
    sources: {
      types: { kind: 'published', text: 'the API', asOf: '2026-10-31T12:00:00Z' },
      list: { kind: 'published', text: 'the price list', asOf: '2026-10-01' },
      guess: { kind: 'estimate', text: 'another price x 1.15', asOf: '2026-10-01' },
    },
    rows,
    ...head,
  };
}
