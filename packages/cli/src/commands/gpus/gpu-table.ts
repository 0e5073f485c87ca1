import type { Offer } from '@torchrelay/core/target';

import { formatUsd } from '../../output/money.ts';
import type { Style } from '../../output/style.ts';
import { type Column, formatTable } from '../../output/table.ts';
import type { GpuRow } from './cheapest-regions.ts';

const columns: readonly Column[] = [
  { title: 'GPU' },
  { title: 'each', align: 'right', spared: 4 },
  { title: 'instance type' },
  { title: 'vCPU', align: 'right', spared: 2 },
  { title: 'RAM', align: 'right', spared: 3 },
  { title: 'net', align: 'right', spared: 1 },
  { title: '$/hour', align: 'right' },
  { title: 'per GPU', align: 'right' },
  { title: 'region' },
];

/** A line for each instance type. */
export function gpuTable(rows: readonly GpuRow[], style: Style, width: number): string[] {
  return formatTable({ columns, rows: rows.map(cellsOf), paintTitle: style.dim, width });
}

function cellsOf({ offer, moreRegions }: GpuRow): string[] {
  const { accelerator, instanceType, vCpus, memoryBytes, interconnectInGbps, region } = offer;
  return [
    accelerator === undefined ? '-' : `${accelerator.count}x ${accelerator.kind}`,
    accelerator === undefined ? '-' : gib(accelerator.memoryBytes),
    instanceType,
    String(vCpus),
    gib(memoryBytes),
    interconnectInGbps === undefined ? '-' : `${interconnectInGbps}`,
    ...priceCells(offer),
    moreRegions === 0 ? region : `${region} +${moreRegions}`,
  ];
}

/** What is worked out and not published has a mark. */
function priceCells({ usdPerHour, accelerator }: Offer): [perHour: string, perGpu: string] {
  if (!usdPerHour.known) return ['unknown', '-'];
  const { value, source } = usdPerHour;
  const mark = source.startsWith('estimate') ? '~' : '';
  const perGpu = accelerator === undefined ? '-' : mark + formatUsd(value / accelerator.count);
  return [mark + formatUsd(value), perGpu];
}

function gib(bytes: number): string {
  return `${Math.round(bytes / 2 ** 30)} GiB`;
}
