import { describe, expect, test } from 'vitest';

import {
  acceleratorFamily,
  acceleratorKind,
  acceleratorKinds,
  peakTflopsOf,
  usableBytes,
} from './accelerator-kinds.ts';

describe.each(acceleratorKinds)('$kind', (kind) => {
  test('says where its figures are from', () => {
    for (const source of kind.sources) expect(source.length).toBeGreaterThan(10);
    expect(kind.sources.length).toBeGreaterThanOrEqual(kind.confidence === 'high' ? 2 : 1);
  });

  test('has less usable memory than its name plate says, and not much less', () => {
    for (const mib of kind.nominalMib) {
      const share = (kind.usableGib * 1024) / mib;
      expect(share).toBeGreaterThan(0.85);
      expect(share).toBeLessThan(1);
    }
  });

  test('has as much memory as its name says', () => {
    const named = /(\d+)GB/.exec(kind.kind)?.[1];
    if (named === undefined) return;
    expect(kind.nominalMib).toContain(Number(named) * 1024);
  });

  test('has rates of dense matrices in the order of their width', () => {
    const { bf16, fp16, tf32, fp32 } = kind.peakTflops;
    const rates = [fp16, bf16, tf32, fp32].filter((rate) => typeof rate === 'number');
    expect(rates).toEqual(rates.toSorted((a, b) => b - a));
    expect(rates.length).toBeGreaterThan(0);
  });

  test('has the rate in 16 bits that its tensor cores had: no sparse one, none accumulated in 16 bits', () => {
    const { memoryBandwidthInGBps: bandwidth } = kind;
    // A chip of these years does at most this many operations for each byte that it can read.
    expect(((peakTflopsOf(kind) ?? 0) * 1000) / bandwidth).toBeLessThan(400);
  });

  test('has no bfloat16 before Ampere', () => {
    const isOlder = Number(kind.computeCapability) < 8;
    expect(kind.peakTflops.bf16 === 'none').toBe(isOlder);
    expect(kind.peakTflops.tf32 === 'none').toBe(isOlder);
  });
});

test('every kind is there once', () => {
  const names = acceleratorKinds.map(({ kind }) => kind);
  expect(new Set(names).size).toBe(names.length);
});

test('what clouds rent out today is there', () => {
  const names = acceleratorKinds.map(({ kind }) => kind);
  for (const name of ['T4', 'A10G', 'L4', 'L40S', 'H200', 'B200', 'B300', 'RTX-PRO-6000']) {
    expect(names).toContain(name);
  }
});

test('a kind is found by its name alone, a family by what stands before the hyphen', () => {
  const family = (name: string): string[] => acceleratorFamily(name).map(({ kind }) => kind);
  expect(acceleratorKind('A100')).toBeUndefined();
  expect(family('A100-80GB')).toEqual(['A100-80GB']);
  expect(family('A100')).toEqual(['A100-40GB', 'A100-80GB', 'A100-80GB-PCIe']);
  expect(family('A10')).toEqual(['A10']);
  expect(family('L4')).toEqual(['L4']);
  expect(family('A1')).toEqual([]);
});

test('bytes are whole', () => {
  for (const kind of acceleratorKinds) expect(Number.isSafeInteger(usableBytes(kind))).toBe(true);
});

test('what no source says has no peak, and nobody guesses one', () => {
  const rate = (name: string): number | undefined => {
    const kind = acceleratorKind(name);
    return kind && peakTflopsOf(kind);
  };
  expect(rate('RTX-PRO-6000')).toBeUndefined();
  expect(rate('V100-32GB')).toBe(125);
  expect(rate('A100-80GB')).toBe(312);
});

/** NVIDIA's white papers: operations per clock and multiprocessor with accumulation in float32, and clocks. */
test.each([
  ['A100-40GB', 108, 2048, 1.41],
  ['H100-80GB', 132, 4096, 1.83],
  ['L4', 58, 512, 2.04],
  ['L40S', 142, 512, 2.52],
  ['A10G', 80, 512, 1.71],
  ['V100-32GB', 80, 1024, 1.53],
  ['T4', 40, 1024, 1.59],
])(
  'the peak of %s is what its clock and its multiprocessors make',
  (name, multiprocessors, operations, gigahertz) => {
    const kind = acceleratorKind(name);
    const computed = (multiprocessors * operations * gigahertz) / 1000;
    expect(kind && peakTflopsOf(kind)).toBeCloseTo(computed, -1);
  },
);
