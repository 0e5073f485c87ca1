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
import { azureCloud, jsonReader } from '@torchrelay/azure/catalogue';

import { generate } from './generate-snapshot.ts';
import { regions } from './regions.ts';

const { values: options } = parseArgs({
  options: {
    subscription: { type: 'string' },
    regions: { type: 'string', default: regions.join() },
    cloud: { type: 'string', default: 'AzureCloud' },
    out: {
      type: 'string',
      default: fileURLToPath(
        new URL('../../../packages/azure/src/catalogue/generated/snapshot.ts', import.meta.url),
      ),
    },
  },
});

const { DefaultAzureCredential } = await import('@azure/identity');
const cloud = azureCloud(options.cloud);
const { authorityHost, resourceManagerScope: scope } = cloud;
const differences = await generate({
  cloud,
  regions: options.regions.split(','),
  subscriptionId: options.subscription,
  readPublic: jsonReader({}),
  readSigned: jsonReader({ credential: new DefaultAzureCredential({ authorityHost }), scope }),
  out: options.out,
  now: new Date(),
});
if (differences.length > 0) {
  console.error(differences.join('\n'));
  console.error('\nhint: correct tools/catalogue/azure, or note the mistake in sku-differences.ts');
  process.exitCode = 1;
} else {
  console.log(`wrote ${options.out}`);
}
