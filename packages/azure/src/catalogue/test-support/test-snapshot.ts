import {
  acceleratorOf,
  type CatalogueRow,
  type CatalogueSnapshot,
} from '@torchrelay/core/catalogue';

const gib = 2 ** 30;

/** An A100 size with a price in eastus alone. */
export function testRow(row: Partial<CatalogueRow> = {}): CatalogueRow {
  const prices = (['serving', 'training'] as const).map((purpose) => ({
    region: 'eastus',
    purpose,
    market: 'on-demand' as const,
    usdPerHour: 3.5,
    source: 'prices',
  }));
  return {
    instanceType: 'Standard_NC24ads_A100_v4',
    purposes: ['serving', 'training'],
    accelerator: acceleratorOf({ kind: 'A100-80GB-PCIe', count: 1 }),
    vCpus: 24,
    memoryBytes: 220 * gib,
    regions: ['eastus'],
    quotas: {
      serving: { name: 'standardNCADSA100v4Family' },
      training: { name: 'standardNCADSA100v4Family' },
    },
    prices,
    source: 'sizes',
    ...row,
  };
}

/** A size without GPUs, and with the reserve for upgrades. */
export function cpuRow(row: Partial<CatalogueRow> = {}): CatalogueRow {
  const { accelerator: _, ...plain } = testRow();
  const quota = { name: 'standardFSv2Family' };
  return {
    ...plain,
    instanceType: 'Standard_F4s_v2',
    vCpus: 4,
    memoryBytes: 8 * gib,
    quotas: { serving: quota, training: quota },
    ...row,
  };
}

export function testSnapshot(...rows: readonly CatalogueRow[]): CatalogueSnapshot {
  return {
    generatedAt: '2026-09-01T00:00:00Z',
    sources: {
      sizes: { kind: 'published', text: 'a page', asOf: '2026-01-01' },
      prices: { kind: 'published', text: 'Azure Retail Prices', asOf: '2026-06-18' },
    },
    rows: rows.length === 0 ? [testRow()] : rows,
  };
}
