import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chooseOffer } from '@torchrelay/core';
import { catalogueProblems, type CatalogueRow } from '@torchrelay/core/catalogue';
import type { Need, Offer } from '@torchrelay/core/target';

import { packedSnapshot } from './generated/snapshot.ts';
import { familyKey } from './quota/family-name.ts';
import { hasUpgradeReserve } from './quota/upgrade-reserve.ts';
import { azureOffers } from './offers.ts';
import { azureSnapshot } from './snapshot.ts';

const snapshot = await azureSnapshot();
const { rows } = snapshot;
const types = rows.map(({ instanceType }) => instanceType);
const gib = 2 ** 30;

function rowOf(name: string): CatalogueRow {
  const row = rows.find(({ instanceType }) => instanceType === name);
  if (row === undefined) throw new Error(`there is no ${name}`);
  return row;
}

const priceOf = (name: string, region: string): number | undefined =>
  rowOf(name).prices.find((price) => price.region === region && price.market === 'on-demand')
    ?.usdPerHour;

describe('the snapshot that ships', () => {
  test('passes the gate, and is small', () => {
    expect(catalogueProblems(snapshot, { region: /^[a-z]+\d?$/ })).toEqual([]);
    expect(packedSnapshot.length).toBeLessThan(64 * 1024);
  });

  test('says of each row, and of all prices, where they are from and of what day', () => {
    for (const { source, prices } of rows) {
      for (const key of new Set([source, ...prices.map((price) => price.source)])) {
        expect(snapshot.sources[key]?.text).toMatch(/^(?:Microsoft Learn|Azure Retail Prices)/);
      }
    }
  });

  test.each([
    [
      'Standard_NC24ads_A100_v4',
      'A100-80GB-PCIe',
      1,
      24,
      220,
      undefined,
      'standardNCADSA100v4Family',
    ],
    [
      'Standard_NC48ads_A100_v4',
      'A100-80GB-PCIe',
      2,
      48,
      440,
      undefined,
      'standardNCADSA100v4Family',
    ],
    [
      'Standard_NC96ads_A100_v4',
      'A100-80GB-PCIe',
      4,
      96,
      880,
      undefined,
      'standardNCADSA100v4Family',
    ],
    ['Standard_ND96asr_v4', 'A100-40GB', 8, 96, 900, 1600, 'standard NDASv4_A100 Family'],
    ['Standard_ND96amsr_A100_v4', 'A100-80GB', 8, 96, 1900, 1600, 'standard NDAMSv4_A100Family'],
    ['Standard_NC40ads_H100_v5', 'H100-94GB', 1, 40, 320, undefined, 'standardNCADSH100v5Family'],
    ['Standard_ND96isr_H100_v5', 'H100-80GB', 8, 96, 1900, 3200, 'standardNDv5H100Family'],
    ['Standard_ND96isr_H200_v5', 'H200', 8, 96, 1850, 3200, 'standardNDISRH200V5Family'],
    ['Standard_NC64as_T4_v3', 'T4', 4, 64, 440, undefined, 'standard NCASv3_T4 Family'],
    ['Standard_NV36ads_A10_v5', 'A10', 1, 36, 440, undefined, 'standardNVADSA10v5Family'],
    ['Standard_ND40rs_v2', 'V100-32GB', 8, 40, 672, 100, 'standardNDSv2Family'],
  ])('has %s with %s × %i', (name, kind, count, vCpus, memoryGib, interconnectInGbps, family) => {
    const row = rowOf(name);
    expect(row).toMatchObject({
      vCpus,
      memoryBytes: memoryGib * gib,
      accelerator: { kind, count },
    });
    expect(row.interconnectInGbps).toBe(interconnectInGbps);
    expect(row.quotas.training?.name ?? row.quotas.serving?.name).toBe(family);
  });

  test('has no A100, H100 or V100 with a reserve for upgrades, and no other without', () => {
    const exempt = rows.filter(
      ({ quotas }) => quotas.serving !== undefined && !hasUpgradeReserve(quotas.serving.name),
    );
    expect(new Set(exempt.map(({ accelerator }) => accelerator?.kind.slice(0, 4)))).toEqual(
      new Set(['A100', 'H100', 'V100']),
    );
    const families = new Set(exempt.map(({ quotas }) => familyKey(quotas.serving?.name ?? '')));
    expect(families.size).toBe(6);
  });

  test('leaves out fractions of GPUs, retired sizes, and processors that nobody here tried', () => {
    expect(types.filter((name) => /NV(?:6|12|18)ads|_v3$|MI300X|GB[23]00/.test(name))).toEqual(
      types.filter((name) => name.endsWith('_T4_v3')),
    );
  });

  test('has A10s for endpoints alone, and H200s for jobs alone, as Microsoft lists them', () => {
    expect(rowOf('Standard_NV72ads_A10_v5').purposes).toEqual(['serving']);
    expect(rowOf('Standard_ND96isr_H200_v5').purposes).toEqual(['training']);
  });

  test('charges the same for serving and training, and has no price on spot for endpoints', () => {
    for (const { prices } of rows.filter(({ purposes }) => purposes.length === 2)) {
      const of = (purpose: string): unknown[] =>
        prices
          .filter((price) => price.purpose === purpose && price.market === 'on-demand')
          .map(({ region, usdPerHour }) => [region, usdPerHour]);
      expect(of('training')).toEqual(of('serving'));
      expect(
        prices.filter(({ purpose, market }) => purpose === 'serving' && market === 'spot'),
      ).toEqual([]);
    }
  });

  test('has no price from anywhere else: twice the GPUs cost twice as much in each region', () => {
    for (const region of rowOf('Standard_NC24ads_A100_v4').regions) {
      const [one, four] = ['NC24ads', 'NC96ads'].map((size) =>
        priceOf(`Standard_${size}_A100_v4`, region),
      );
      expect((four ?? 0) / (one ?? 1), region).toBeCloseTo(4, 2);
    }
    expect(priceOf('Standard_NC24ads_A100_v4', 'westus')).not.toBe(
      priceOf('Standard_NC24ads_A100_v4', 'eastus'),
    );
  });
});

describe('a choice among what it has', () => {
  const offersFor = async (need: Need): Promise<readonly Offer[]> =>
    (await azureOffers({ need, region: 'eastus', live: false })).offers;

  test('without a wish is one A100, for an endpoint', async () => {
    const need: Need = { purpose: 'serving', accelerator: 'default', memoryBytes: gib, nodes: 1 };
    const { chosen } = chooseOffer({ need, offers: await offersFor(need) });
    expect(chosen.id).toBe('eastus/Standard_NC24ads_A100_v4');
  });

  test('for several nodes is never one without InfiniBand', async () => {
    const need: Need = { purpose: 'training', accelerator: 'A100', memoryBytes: gib, nodes: 2 };
    const { chosen, ladder } = chooseOffer({ need, offers: await offersFor(need) });
    expect([chosen, ...ladder].map(({ instanceType }) => instanceType)).toEqual([
      'Standard_ND96asr_v4',
      'Standard_ND96amsr_A100_v4',
    ]);
  });
});

const csv = join(import.meta.dirname, '../../../../../shared/data/catalog/azure_gpu_vms_us.csv');

/** The other list has the price of eastus there: what a borrowed price looks like. */
const borrowedThere = new Set([
  'Standard_NC40ads_H100_v5 centralus',
  'Standard_NC80adis_H100_v5 centralus',
]);

describe.skipIf(!existsSync(csv))(
  'held against a list made by others (skipped where that list is not beside the checkout)',
  () => {
    test('the prices of GPUs in the United States agree', () => {
      const [, ...lines] = readFileSync(csv, 'utf8').trim().split('\n');
      const compared = lines
        .map((line) => line.split(','))
        .map(([name = '', , , , , , region = '', usd]) => ({ name, region, usd: Number(usd) }))
        .filter(
          ({ name, region }) => types.includes(name) && !borrowedThere.has(`${name} ${region}`),
        );
      for (const { name, region, usd } of compared) {
        expect(priceOf(name, region), `${name} in ${region}`).toBeCloseTo(usd, 2);
      }
      expect(compared.length).toBeGreaterThan(70);
    });
  },
);
