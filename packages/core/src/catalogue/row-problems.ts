import type { Accelerator } from '../target/offer.ts';
import { acceleratorKind, acceleratorOf } from './accelerator-of.ts';
import type { CatalogueRow } from './snapshot.ts';

/** Devices come alone or in powers of two; a count of 12 is an API's mistake, and 0 a fraction of one. */
const deviceCounts = new Set([1, 2, 4, 8, 16]);

const gib = 2 ** 30;

/** What is wrong with one instance type, its prices aside. Empty when nothing is. */
export function rowProblems(row: CatalogueRow): string[] {
  const { purposes, accelerator, vCpus, memoryBytes, localStorageBytes, interconnectInGbps } = row;
  return [
    ...(purposes.length === 0 ? ['is for nothing'] : []),
    ...(accelerator === undefined ? [] : acceleratorProblems(accelerator)),
    ...(isCount(vCpus) ? [] : [`has ${vCpus} vCPUs`]),
    ...(isCount(memoryBytes) && memoryBytes >= gib / 2
      ? []
      : [`has ${memoryBytes} bytes of memory`]),
    ...(isAbsentOr(localStorageBytes, isCount)
      ? []
      : [`has ${localStorageBytes} bytes on local disks`]),
    ...(isAbsentOr(interconnectInGbps, isPositive)
      ? []
      : [`has an interconnect of ${interconnectInGbps} Gb/s`]),
    ...(row.regions.length === new Set(row.regions).size ? [] : ['names a region twice']),
  ];
}

function acceleratorProblems(accelerator: Accelerator): string[] {
  const { kind, count, memoryBytes } = accelerator;
  if (acceleratorKind(kind) === undefined)
    return [`has accelerators of an unknown kind, "${kind}"`];
  const usable = acceleratorOf({ kind, count }).memoryBytes;
  return [
    ...(deviceCounts.has(count) ? [] : [`has ${count} × ${kind}, a count that none comes in`]),
    ...(memoryBytes === usable
      ? []
      : [`has ${memoryBytes} usable bytes on one ${kind}, which has ${usable}`]),
  ];
}

const isPositive = (value: number): boolean => Number.isFinite(value) && value > 0;

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value > 0;

const isAbsentOr = (value: number | undefined, holds: (value: number) => boolean): boolean =>
  value === undefined || holds(value);
