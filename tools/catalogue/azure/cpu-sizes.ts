import type { Size } from './size.ts';

interface Series {
  readonly purposes: Size['purposes'];
  readonly name: (vCpus: number) => string;
  readonly vCpus: readonly number[];
  /** For each vCPU. */
  readonly memoryGib: number;
  readonly localStorageGib: number;
  readonly family: string;
  readonly source: string;
}

/** For small models, and for a look at the platform before GPU quota is there. Smaller ones run out of memory. */
const series: readonly Series[] = [
  {
    purposes: ['serving', 'training'],
    name: (vCpus) => `Standard_DS${1 + Math.log2(vCpus)}_v2`,
    vCpus: [2, 4, 8, 16],
    memoryGib: 3.5,
    localStorageGib: 7,
    family: 'standardDSv2Family',
    source: 'dsv2',
  },
  {
    purposes: ['serving', 'training'],
    name: (vCpus) => `Standard_F${vCpus}s_v2`,
    vCpus: [4, 8, 16, 32, 64, 72],
    memoryGib: 2,
    localStorageGib: 8,
    family: 'standardFSv2Family',
    source: 'fsv2',
  },
  {
    // Not among the series for clusters.
    purposes: ['serving'],
    name: (vCpus) => `Standard_D${vCpus}as_v4`,
    vCpus: [2, 4, 8, 16, 32, 64, 96],
    memoryGib: 4,
    localStorageGib: 8,
    family: 'standardDASv4Family',
    source: 'dasv4',
  },
];

export const cpuSizes: readonly Size[] = series.flatMap(
  ({ purposes, name, vCpus, memoryGib, localStorageGib, family, source }) =>
    vCpus.map((count) => ({
      name: name(count),
      purposes,
      vCpus: count,
      memoryGib: memoryGib * count,
      localStorageGib: localStorageGib * count,
      family,
      source,
    })),
);
