import type { Choice } from '@torchrelay/core';
import type { Offer, ServeSpec } from '@torchrelay/core/target';
import { expect, test } from 'vitest';

import { createStyle } from '../output/style.ts';
import { chooseSymbols } from '../output/symbols.ts';
import { describeOffer } from './describe-offer.ts';

const gib = 2 ** 30;
const page = {
  style: createStyle({ isColoured: false }),
  symbols: chooseSymbols({ LANG: 'C' }),
  columns: 80,
  now: Date.parse('2026-11-02T00:00:00Z'),
};

const offer: Offer = {
  id: 'us-east-1/ml.p4d.24xlarge',
  instanceType: 'ml.p4d.24xlarge',
  region: 'us-east-1',
  accelerator: { kind: 'A100-40GB', count: 8, memoryBytes: 39.4 * gib },
  vCpus: 96,
  memoryBytes: 1152 * gib,
  usdPerHour: { known: true, value: 25.25, source: 'Price List', asOf: '2026-09-01' },
  offeredHere: { known: false, reason: 'not asked' },
  quotaLeft: { known: true, value: 4, source: 'Service Quotas', asOf: '2026-11-01T23:59:30Z' },
  quotaName: 'ml.p4d.24xlarge for endpoint usage',
};

/** Of a plan and its spec the text needs these alone. */
function describe(
  choice: Partial<Choice> = {},
  { instances = 2, peakInstances = 4 }: { instances?: number; peakInstances?: number } = {},
): string {
  const want = { instances, need: { memoryBytes: 9.85 * gib } } as ServeSpec;
  const made = {
    chosen: offer,
    why: 'the only one that fits',
    ladder: [],
    rejected: [],
    notes: [],
  };
  return describeOffer({ choice: { ...made, ...choice }, want, peakInstances }, page).join('\n');
}

test('says what, how well it fits, what it costs, and what of the quota it takes', () => {
  const ladder = [
    { ...offer, instanceType: 'ml.p4de.24xlarge' },
    { ...offer, instanceType: 'ml.new', usdPerHour: { known: false, reason: 'new' } as const },
  ];
  expect(`${describe({ ladder })}\n`).toMatchInlineSnapshot(`
    "
    Runs on  2 x ml.p4d.24xlarge (8 x A100-40GB) in us-east-1: the only one that
             fits
    Memory   [#####               ] 9.8 of 39.4 GiB on each GPU, an estimate
    Price    $50.50 per hour ($25.25 each), $36,865 per month (Price List, 2 months
             ago)
    Quota    4 left of "ml.p4d.24xlarge for endpoint usage", 4 needed while it
             changes (Service Quotas, now)
    Else     ml.p4de.24xlarge, $25.25; ml.new

    "
  `);
});

test('what is not known is said to be unknown, never guessed', () => {
  const unknown = { known: false, reason: 'needs pricing:GetProducts' } as const;
  const text = describe({ chosen: { ...offer, usdPerHour: unknown, quotaLeft: unknown } });
  expect(text).toContain('Price    unknown: needs pricing:GetProducts');
  expect(text.replaceAll(/\s+/g, ' ')).toContain(
    'usage", 4 needed while it changes: needs pricing:GetProducts',
  );
});

test('without a GPU the memory is RAM, and the vCPUs are told', () => {
  const { accelerator: _, ...cpu } = offer;
  const text = describe({ chosen: { ...cpu, memoryBytes: 19.7 * gib } }, { instances: 1 });
  expect(text).toContain('1 x ml.p4d.24xlarge (96 vCPUs)');
  expect(text).toContain('[##########          ] 9.8 of 19.7 GiB RAM');
  expect(text).toContain('$25.25 per hour, ');
});

test('notes are wrapped, and marked', () => {
  const message = 'word '.repeat(30).trim();
  const notes = [{ code: 'OVERSIZED', message, offers: [] } as const];
  const lines = describe({ notes }).split('\n');
  expect(lines.find((line) => line.startsWith('! word'))).toBeDefined();
  expect(lines.filter((line) => line.includes('word')).every((line) => line.length <= 80)).toBe(
    true,
  );
});

test('what is free is not priced', () => {
  const free = { known: true, value: 0, source: 'here', asOf: '' } as const;
  expect(describe({ chosen: { ...offer, usdPerHour: free } })).toBe('');
});
