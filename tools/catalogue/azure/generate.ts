/**
 * Makes the snapshot of Azure's sizes and prices again.
 *
 *     node --conditions=torchrelay-source tools/catalogue/azure/generate.ts [--subscription <id>] [--regions eastus,westus2]
 *
 * Prices come from the public price list. With a subscription, what is written down of the sizes is held against
 * Azure Compute and Azure Machine Learning; any difference is shown, and nothing is written.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  azureCloud,
  jsonReader,
  type LinuxPrices,
  readMlSizes,
  readResourceSkus,
  readRetailPrices,
} from '@torchrelay/azure/catalogue';

import { writeSnapshot } from '../write-snapshot.ts';
import { cpuSizes } from './cpu-sizes.ts';
import { gpuSizes } from './gpu-sizes.ts';
import { makeSnapshot } from './make-snapshot.ts';
import { regionPattern, regions as allRegions } from './regions.ts';
import { computeDifferences, learningDifferences } from './sku-differences.ts';

const { values: options } = parseArgs({
  options: {
    subscription: { type: 'string' },
    regions: { type: 'string', default: allRegions.join() },
    cloud: { type: 'string', default: 'AzureCloud' },
    out: { type: 'string' },
  },
});

const cloud = azureCloud(options.cloud);
const regions = options.regions.split(',');
const sizes = [...gpuSizes, ...cpuSizes];
const now = new Date();

const differences = options.subscription === undefined ? [] : await compare(options.subscription);
if (differences.length > 0) {
  console.error(differences.join('\n'));
  console.error('\nhint: correct tools/catalogue/azure, or note the mistake in sku-differences.ts');
  process.exitCode = 1;
} else {
  await write();
}

async function compare(subscriptionId: string): Promise<string[]> {
  const { DefaultAzureCredential } = await import('@azure/identity');
  const credential = new DefaultAzureCredential({ authorityHost: cloud.authorityHost });
  const read = jsonReader({ credential, scope: cloud.resourceManagerScope });
  const today = now.toISOString().slice(0, 10);
  const found: string[] = [];
  for (const region of regions) {
    const place = { cloud, subscriptionId, region };
    found.push(
      ...computeDifferences(sizes, await readResourceSkus(place, read, {}), today),
      ...learningDifferences(sizes, await readMlSizes(place, read, {}), region),
    );
  }
  return [...new Set(found)];
}

async function write(): Promise<void> {
  const snapshot = makeSnapshot({
    sizes,
    prices: await readPrices(),
    priceSource: { kind: 'published', text: 'Azure Retail Prices', asOf: now.toISOString() },
    generatedAt: now.toISOString(),
  });
  const path =
    options.out ??
    fileURLToPath(
      new URL('../../../packages/azure/src/catalogue/generated/snapshot.ts', import.meta.url),
    );
  const generator = 'tools/catalogue/azure/generate.ts';
  await writeSnapshot({ path, generator, snapshot, rules: { region: regionPattern } });
  console.log(`wrote ${path}: ${snapshot.rows.length} sizes`);
}

/** Region by region: the list may change while it is walked, and a region is walked in seconds. */
async function readPrices(): Promise<Record<string, LinuxPrices>> {
  const { retailPrices } = cloud;
  if (retailPrices === undefined) throw new Error(`${cloud.name} has no public list of prices.`);
  const read = jsonReader({});
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
