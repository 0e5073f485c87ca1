import { familyKey, type MlSize, type ResourceSku } from '@torchrelay/azure/catalogue';

import { leftOutBecause } from './left-out.ts';
import type { Size } from './size.ts';

/** What Azure says and what is true, where they are known to differ. */
const knownMistakes: readonly {
  readonly name: string;
  readonly what: string;
  readonly said: number;
}[] = [
  // The series page says 8, and so does nvidia-smi.
  { name: 'Standard_ND96isr_H100_v5', what: 'GPUs', said: 12 },
  // The series page says 1900.
  { name: 'Standard_ND96amsr_A100_v4', what: 'GiB of memory', said: 1800 },
];

/** Where Azure Compute says something else than what is written down. Empty when nothing is. */
export function computeDifferences(
  sizes: readonly Size[],
  skus: readonly ResourceSku[],
  today: string,
): string[] {
  return skus.flatMap((sku) => {
    const size = sizes.find(({ name }) => isSame(name, sku.name));
    return size === undefined ? unknownGpus(sku, today) : differences(size, sku, today);
  });
}

function differences(size: Size, sku: ResourceSku, today: string): string[] {
  const where = `${size.name} in ${sku.region}`;
  const facts = [
    ['vCPUs', size.vCpus, sku.vCpus],
    ['GiB of memory', size.memoryGib, sku.memoryGib],
    ['GPUs', size.accelerator?.count ?? 0, sku.gpus],
  ] as const;
  return [
    ...facts.flatMap(([what, ours, said]) =>
      said === undefined || said === ours || isKnown(size.name, what, said)
        ? []
        : [`${where} has ${ours} ${what}; Azure Compute says ${said}`],
    ),
    ...(sku.hasRdma && size.interconnectInGbps === undefined
      ? [`${where} has no InfiniBand; Azure Compute says it has`]
      : []),
    ...(familyKey(sku.family) === familyKey(size.family)
      ? []
      : [`${where} is of the family ${size.family}; Azure Compute says ${sku.family}`]),
    ...(sku.retiresOn !== undefined && sku.retiresOn <= today
      ? [`${where} was retired on ${sku.retiresOn}`]
      : []),
  ];
}

/** Something with GPUs that nobody has written down: new, or forgotten. */
function unknownGpus({ name, region, gpus, retiresOn }: ResourceSku, today: string): string[] {
  const hasGpus = gpus !== undefined || /^Standard_N/i.test(name);
  const isGone = retiresOn !== undefined && retiresOn <= today;
  if (!hasGpus || isGone || leftOutBecause(name) !== undefined) return [];
  return [`${name} in ${region} has GPUs, and nobody has decided about it`];
}

/** Where Azure Machine Learning says something else than what is written down. */
export function learningDifferences(
  sizes: readonly Size[],
  mlSizes: readonly MlSize[],
  region: string,
): string[] {
  return sizes.flatMap((size) => {
    const found = mlSizes.find(({ name }) => isSame(name, size.name));
    if (found === undefined) return [];
    const where = `${size.name} in ${region}`;
    return [
      ...(found.vCpus === size.vCpus
        ? []
        : [`${where} has ${size.vCpus} vCPUs; Azure Machine Learning says ${found.vCpus}`]),
      ...(familyKey(found.family) === familyKey(size.family)
        ? []
        : [
            `${where} is of the family ${size.family}; Azure Machine Learning says ${found.family}`,
          ]),
      ...purposeDifference(where, 'serving', size, found.serves),
      ...purposeDifference(where, 'training', size, found.trains),
    ];
  });
}

function purposeDifference(
  where: string,
  purpose: Size['purposes'][number],
  { purposes }: Size,
  said: boolean | undefined,
): string[] {
  if (said === undefined || said === purposes.includes(purpose)) return [];
  return [`${where} is ${said ? '' : 'not '}for ${purpose}, says Azure Machine Learning`];
}

function isKnown(size: string, about: string, value: number): boolean {
  return knownMistakes.some(
    ({ name, what, said }) => name === size && what === about && said === value,
  );
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
