import { describe, expect, test } from 'vitest';
import { catalogueProblems, type CatalogueRow } from '@torchrelay/core/catalogue';

import { cpuSizes } from './cpu-sizes.ts';
import { gpuSizes } from './gpu-sizes.ts';
import { makeSnapshot, type SnapshotRequest } from './make-snapshot.ts';
import { regionPattern } from './regions.ts';

const snapshotOf = (changes: Partial<SnapshotRequest>): ReturnType<typeof makeSnapshot> =>
  makeSnapshot({
    sizes: gpuSizes,
    prices: {},
    priceSource: { kind: 'published', text: 'a list', asOf: '2026-11-01T00:00:00Z' },
    generatedAt: '2026-11-01T00:00:00Z',
    ...changes,
  });

const rowOf = (name: string, changes: Partial<SnapshotRequest>): CatalogueRow | undefined =>
  snapshotOf(changes).rows.find(({ instanceType }) => instanceType === name);

const a100 = 'standard_nc24ads_a100_v4';

describe('a row', () => {
  test('is where it has a price on demand, for each purpose', () => {
    const prices = {
      westus: { [a100]: { onDemand: 4.775 } },
      eastus: { [a100]: { onDemand: 3.673, spot: 0.4 } },
      uksouth: { [a100]: { spot: 0.5 } },
    };
    const row = rowOf('Standard_NC24ads_A100_v4', { prices });
    expect(row?.regions).toEqual(['eastus', 'westus']);
    const found = row?.prices.map(({ region, purpose, market, usdPerHour }) =>
      [region, purpose, market, usdPerHour].join(' '),
    );
    expect(found?.toSorted()).toEqual([
      'eastus serving on-demand 3.673',
      'eastus training on-demand 3.673',
      'eastus training spot 0.4',
      'westus serving on-demand 4.775',
      'westus training on-demand 4.775',
    ]);
  });

  test('names the quota of each use', () => {
    expect(rowOf('Standard_NC24ads_A100_v4', {})?.quotas).toEqual({
      serving: { name: 'standardNCADSA100v4Family' },
      training: { name: 'standardNCADSA100v4Family' },
      'spot-training': { name: 'TotalLowPriorityCores' },
    });
    expect(Object.keys(rowOf('Standard_NV36ads_A10_v5', {})?.quotas ?? {})).toEqual(['serving']);
  });

  test('has usable memory of its GPUs, not the nominal one', () => {
    const bytes = rowOf('Standard_ND96asr_v4', {})?.accelerator?.memoryBytes ?? 0;
    expect(bytes).toBeLessThan(40 * 2 ** 30);
    expect(bytes).toBeGreaterThan(39 * 2 ** 30);
  });
});

describe('the snapshot', () => {
  test('passes the gate, and cites no page that it does not use', () => {
    const sizes = cpuSizes.filter(({ source }) => source === 'fsv2');
    const snapshot = snapshotOf({ sizes });
    expect(catalogueProblems(snapshot, { region: regionPattern })).toEqual([]);
    expect(Object.keys(snapshot.sources)).toEqual(['fsv2', 'prices']);
  });

  test('does not pass it with an edge zone, or a spot price that saves nothing', () => {
    const edge = snapshotOf({ prices: { losangeles: { [a100]: { onDemand: 3 } } } });
    expect(catalogueProblems(edge, { region: regionPattern })).toEqual([
      'Standard_NC24ads_A100_v4 is in "losangeles", which is no region',
    ]);
    const copied = snapshotOf({ prices: { eastus: { [a100]: { onDemand: 3, spot: 3 } } } });
    expect(catalogueProblems(copied, { region: regionPattern })).toHaveLength(1);
  });
});
