import { familyKey } from './family-name.ts';

/**
 * Families for which a managed online endpoint needs no more quota than it has instances.
 * Source: the column "Skip 20% Reservation" of Microsoft's list of sizes for managed online endpoints.
 */
const withoutReserve: ReadonlySet<string> = new Set(
  [
    'standardNCADSA100v4Family',
    'standard NDASv4_A100 Family',
    'standard NDAMSv4_A100Family',
    'standardNCADSH100v5Family',
    'standardNDv5H100Family',
    'standardNDSv2Family',
  ].map(familyKey),
);

/** Whether a fifth more than the instances is held back, so that the system can be upgraded under them. */
export function hasUpgradeReserve(family: string): boolean {
  return !withoutReserve.has(familyKey(family));
}

/** For how many machines an endpoint of so many instances needs quota. */
export function machinesFor(instances: number, family: string): number {
  // In whole numbers: 1.2 times an integer is not exact.
  return hasUpgradeReserve(family) ? Math.ceil((6 * instances) / 5) : instances;
}

/** How many instances an endpoint can have with quota for so many machines. */
export function instancesOn(machines: number, family: string): number {
  return hasUpgradeReserve(family) ? Math.floor((5 * machines) / 6) : machines;
}
