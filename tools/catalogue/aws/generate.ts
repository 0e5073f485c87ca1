/**
 * Makes the snapshot of instance types that `@torchrelay/aws` ships.
 *
 *     node --conditions=torchrelay-source tools/catalogue/aws/generate.ts            # asks EC2, with your credentials
 *     node … generate.ts --published <moto/ec2/resources> --as-of 2026-08-02         # reads what moto publishes
 *     node … generate.ts --price-list                                                # downloads SageMaker's prices
 *
 *     node … generate.ts --price-list --compare us-east-1                            # also EC2's there, to compare
 *
 * Without `--price-list` the prices are those in `captured-prices.json`.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { regionPattern } from '../../../packages/aws/src/catalogue/regions.ts';
import { writeSnapshot } from '../write-snapshot.ts';
import { type CapturedPrices, capturedSources } from './captured-prices.ts';
import { describeInstances, type Ec2Description } from './describe-instances.ts';
import { ec2Price, type Ec2Price, isPlainLinux } from './ec2-price.ts';
import { fetchPriceLists } from './fetch-price-list.ts';
import { listedSources } from './listed-prices.ts';
import { makeSnapshot } from './make-snapshot.ts';
import { markupProblems } from './markup-problems.ts';
import type { PriceSource } from './price-source.ts';
import { publishedInstances } from './published-instances.ts';
import { sagemakerTypes } from './sagemaker-types.ts';
import { sentinelProblems } from './sentinels.ts';
import { supersededPrices } from './superseded-prices.ts';

const { values: options } = parseArgs({
  options: {
    published: { type: 'string' },
    'as-of': { type: 'string' },
    'price-list': { type: 'boolean', default: false },
    compare: { type: 'string' },
    out: { type: 'string' },
  },
});
const now = new Date().toISOString();

async function ec2(): Promise<Ec2Description> {
  if (options.published !== undefined) return publishedInstances(options.published);
  const { EC2Client: Client, DescribeRegionsCommand: Regions } =
    await import('@aws-sdk/client-ec2');
  const { Regions: regions = [] } = await new Client({ region: 'us-east-1' }).send(new Regions());
  return describeInstances({
    regions: regions.flatMap(({ RegionName: name }) => name ?? []),
    client: (region) => new Client({ region }),
  });
}

async function prices(regions: readonly string[]): Promise<readonly PriceSource[]> {
  const captures = await readJson<CapturedPrices[]>('captured-prices.json');
  if (!options['price-list']) return capturedSources(captures);
  const lists = fetchPriceLists({
    service: 'AmazonSageMaker',
    regions,
    isWanted: ({ component }) => component === 'Hosting' || component === 'Training',
  });
  return (await Array.fromAsync(lists)).flatMap(listedSources);
}

async function ec2Prices(region: string): Promise<readonly Ec2Price[]> {
  const lists = fetchPriceLists({
    service: 'AmazonEC2',
    regions: [region],
    isWanted: isPlainLinux,
  });
  const items = (await Array.fromAsync(lists)).flatMap((list) => list.items);
  return items.map(ec2Price).filter((price) => price !== undefined);
}

async function readJson<Content>(name: string): Promise<Content> {
  return JSON.parse(await readFile(new URL(name, import.meta.url), 'utf8')) as Content;
}

const { instances, offerings } = await ec2();
const regions = [...new Set(offerings.flatMap(({ Location: region }) => region ?? []))].toSorted();
const origin = options.published === undefined ? '' : ', as published in moto (Apache-2.0)';
const priceSources = await prices(regions);
const { snapshot, leftOut } = makeSnapshot({
  generatedAt: now,
  instances,
  offerings,
  ec2Source: {
    kind: 'published',
    text: `EC2 DescribeInstanceTypes and DescribeInstanceTypeOfferings${origin}`,
    asOf: options['as-of'] ?? now,
  },
  sagemaker: await sagemakerTypes(),
  prices: priceSources,
  quotaCodes: await readJson('quota-codes.json'),
});
const compared = options.compare === undefined ? [] : await ec2Prices(options.compare);
const problems = [
  ...sentinelProblems(snapshot),
  ...supersededPrices(snapshot),
  ...markupProblems(priceSources, compared),
];
if (problems.length > 0) throw new Error(problems.join('\n'));
const target = new URL(
  '../../../packages/aws/src/catalogue/generated/snapshot.ts',
  import.meta.url,
);
await writeSnapshot({
  path: options.out ?? fileURLToPath(target),
  generator: 'tools/catalogue/aws/generate.ts',
  snapshot,
  rules: { region: regionPattern },
});
console.log(`${snapshot.rows.length} instance types; left out:\n  ${leftOut.join('\n  ')}`);
