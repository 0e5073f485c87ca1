import { describe, expect, test } from 'vitest';
import { acceleratorKind } from '@torchrelay/core/catalogue';

import { cpuSizes } from './cpu-sizes.ts';
import { documents } from './documents.ts';
import { gpuSizes } from './gpu-sizes.ts';
import { leftOutBecause } from './left-out.ts';

const sizes = [...gpuSizes, ...cpuSizes];

describe('each size', () => {
  test('is written down once, and cites a page', () => {
    expect(new Set(sizes.map(({ name }) => name)).size).toBe(sizes.length);
    for (const { name, source } of sizes) expect(documents[source], name).toBeDefined();
  });

  test('has GPUs that core knows, or none', () => {
    for (const { name, accelerator } of gpuSizes) {
      expect(acceleratorKind(accelerator?.kind ?? ''), name).toBeDefined();
    }
    expect(cpuSizes.filter(({ accelerator }) => accelerator !== undefined)).toEqual([]);
  });

  test('has InfiniBand only where the "r" in its name says so', () => {
    for (const { name, interconnectInGbps } of sizes) {
      expect(interconnectInGbps !== undefined, name).toBe(/^Standard_ND\d+[a-z]*r_?/.test(name));
    }
  });
});

describe('a size is computed as its page says', () => {
  test.each([
    ['Standard_DS5_v2', 16, 56, 112],
    ['Standard_F72s_v2', 72, 144, 576],
    ['Standard_D96as_v4', 96, 384, 768],
    ['Standard_NC96ads_A100_v4', 96, 880, 3840],
    ['Standard_NC80adis_H100_v5', 80, 640, 7152],
    ['Standard_NC16as_T4_v3', 16, 110, 352],
    ['Standard_NV36adms_A10_v5', 36, 880, 2880],
  ])('%s', (name, vCpus, memoryGib, localStorageGib) => {
    expect(sizes.find((size) => size.name === name)).toMatchObject({
      vCpus,
      memoryGib,
      localStorageGib,
    });
  });
});

describe('what is left out', () => {
  test.each([
    ['Standard_NV6ads_A10_v5', 'a fraction of a GPU'],
    ['Standard_NC6s_v3', 'retired'],
    ['Standard_NC24rs_v3', 'retired'],
    ['Standard_NC24rs_v2', 'retired'],
    ['Standard_NC12_Promo', 'retired'],
    ['Standard_ND24rs', 'retired'],
    ['Standard_NV12s_v3', 'desktops'],
    ['Standard_NV32as_v4', 'desktops'],
    ['Standard_ND96isr_MI300X_v5', 'AMD'],
    ['Standard_ND96is_MI300X_v5', 'AMD'],
    ['Standard_NV28adms_V710_v5', 'AMD'],
    ['Standard_ND128isr_NDR_GB200_v6', 'Arm'],
    ['Standard_ND128isr_GB300_v6', 'Arm'],
    ['Standard_NCC40ads_H100_v5', 'confidential'],
    ['Standard_ND40s_v3', 'not described'],
    ['Standard_ND96is_H100_v5', 'not described'],
    ['Standard_ND96ams_A100_v4', 'not described'],
  ])('%s has its reason: %s', (name, reason) => {
    expect(leftOutBecause(name)).toContain(reason);
  });

  test('is nothing that is written down, nor what nobody has heard of', () => {
    expect(sizes.filter(({ name }) => name.includes('NC24ads') && leftOutBecause(name))).toEqual(
      [],
    );
    expect(leftOutBecause('Standard_ND72_R100_v7')).toBeUndefined();
  });
});
