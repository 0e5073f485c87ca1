import {
  type AzureCloud,
  type LinuxPrices,
  readMlSizes,
  readResourceSkus,
  readRetailPrices,
  type ReadJson,
} from '@torchrelay/azure/catalogue';

import { writeSnapshot } from '../write-snapshot.ts';
import { cpuSizes } from './cpu-sizes.ts';
import { gpuSizes } from './gpu-sizes.ts';
import { makeSnapshot } from './make-snapshot.ts';
import { regionPattern } from './regions.ts';
import type { Size } from './size.ts';
import { computeDifferences, learningDifferences } from './sku-differences.ts';

export interface GenerateRequest {
  readonly cloud: AzureCloud;
  readonly regions: readonly string[];
  /** Without one, nothing is compared: Azure tells its sizes only to those who are signed in. */
  readonly subscriptionId?: string | undefined;
  readonly readPublic: ReadJson;
  readonly readSigned: ReadJson;
  /** The file to write. */
  readonly out: string;
  readonly now: Date;
  readonly sizes?: readonly Size[];
}

/** Writes the snapshot, unless Azure says something else than what is written down: then that is returned. */
export async function generate(request: GenerateRequest): Promise<readonly string[]> {
  const { sizes = [...gpuSizes, ...cpuSizes], now, out } = request;
  const differences = await compare({ ...request, sizes });
  if (differences.length > 0) return differences;
  const moment = now.toISOString();
  const snapshot = makeSnapshot({
    sizes,
    prices: await readPrices({ ...request, sizes }),
    priceSource: { kind: 'published', text: 'Azure Retail Prices', asOf: moment },
    generatedAt: moment,
  });
  const generator = 'tools/catalogue/azure/generate.ts';
  await writeSnapshot({ path: out, generator, snapshot, rules: { region: regionPattern } });
  return [];
}

type Complete = GenerateRequest & { readonly sizes: readonly Size[] };

async function compare({
  cloud,
  regions,
  subscriptionId,
  readSigned: read,
  now,
  sizes,
}: Complete): Promise<readonly string[]> {
  if (subscriptionId === undefined) return [];
  const today = now.toISOString().slice(0, 10);
  const found: string[] = [];
  for (const region of regions) {
    const place = { cloud, subscriptionId, region };
    found.push(
      ...computeDifferences(sizes, await readResourceSkus(place, read, {}), today),
      ...learningDifferences(sizes, await readMlSizes(place, read, {}), region),
    );
  }
  return found;
}

/** Region by region: the list may change while it is walked, and a region is walked in seconds. */
async function readPrices({
  cloud,
  regions,
  readPublic: read,
  now,
  sizes,
}: Complete): Promise<Record<string, LinuxPrices>> {
  const { retailPrices } = cloud;
  if (retailPrices === undefined) throw new Error(`${cloud.name} has no public list of prices.`);
  const prices: Record<string, LinuxPrices> = {};
  for (const region of regions) {
    prices[region] = await readRetailPrices({
      cloud: { ...cloud, retailPrices },
      region,
      sizes: sizes.map(({ name }) => name),
      read,
      call: {},
      now: now.getTime(),
    });
  }
  return prices;
}
