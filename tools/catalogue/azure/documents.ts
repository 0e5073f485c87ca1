import type { CatalogueSource } from '@torchrelay/core/catalogue';

/** Microsoft's page about each series, with the date that it carries. */
const series: readonly (readonly [key: string, title: string, asOf: string])[] = [
  ['nca100v4', 'NC_A100_v4', '2024-07-31'],
  ['nda100v4', 'NDasrA100_v4', '2024-07-31'],
  ['ndma100v4', 'NDm_A100_v4', '2024-07-31'],
  ['ncadsh100v5', 'NCads_H100_v5', '2024-07-31'],
  ['ndh100v5', 'ND-H100-v5', '2025-09-02'],
  ['ndh200v5', 'ND-H200-v5', '2025-09-02'],
  ['ncast4v3', 'NCasT4_v3', '2024-07-31'],
  ['nvadsa10v5', 'NVadsA10_v5', '2024-07-31'],
  ['ndv2', 'NDv2', '2024-09-17'],
  ['fsv2', 'Fsv2', '2024-07-30'],
  ['dsv2', 'Dsv2', '2024-07-29'],
  ['dasv4', 'Dasv4', '2026-03-10'],
];

/** Where what is said of sizes is from; families and what endpoints run on, from the list for them. */
export const documents: Readonly<Record<string, CatalogueSource>> = Object.fromEntries(
  series.map(([key, title, asOf]) => [
    key,
    {
      kind: 'published',
      text: `Microsoft Learn: ${title} size series; sizes for managed online endpoints`,
      asOf,
    },
  ]),
);
