import { describe, expect, test } from 'vitest';

import { hasUpgradeReserve, instancesOn, machinesFor } from './upgrade-reserve.ts';

const reserved = 'standardFSv2Family';
const exempt = 'standardNCADSA100v4Family';

describe('a managed online endpoint', () => {
  test.each([
    [1, 2],
    [4, 5],
    [5, 6],
    [10, 12],
    [35, 42],
  ])('of %i instances needs quota for %i', (instances, machines) => {
    expect(machinesFor(instances, reserved)).toBe(machines);
  });

  test('of A100s, H100s or the old V100s needs quota for its instances alone', () => {
    for (const family of [
      'StandardNCADSA100v4Family',
      'standardNDASv4_A100Family',
      'standardNDAMSv4_A100Family',
      'StandardNCadsH100v5Family',
      'standardNDSH100v5Family',
      'standardNDSv2Family',
    ]) {
      expect(hasUpgradeReserve(family), family).toBe(false);
    }
    expect(machinesFor(3, exempt)).toBe(3);
    expect(instancesOn(3, exempt)).toBe(3);
  });

  test('of a family that the list does not name needs the reserve', () => {
    expect(hasUpgradeReserve('standardNCASv3_T4Family')).toBe(true);
    expect(hasUpgradeReserve('standardBrandNewFamily')).toBe(true);
  });

  test('gets as many instances as fit with their reserve, and not one more', () => {
    for (let machines = 0; machines <= 200; machines++) {
      const instances = instancesOn(machines, reserved);
      expect(machinesFor(instances, reserved)).toBeLessThanOrEqual(machines);
      expect(machinesFor(instances + 1, reserved)).toBeGreaterThan(machines);
    }
  });
});
