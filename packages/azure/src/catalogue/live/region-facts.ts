import type { TokenCredential } from '@azure/identity';
import { sha256Hex } from '@torchrelay/core/target-utils';
import type { LookedUp } from '@torchrelay/core/catalogue';
import type { Call } from '@torchrelay/core/target';

import { signedInCredential } from '../../client/signed-in-credential.ts';
import type { AzureCloud } from '../../cloud/azure-clouds.ts';
import type { MlUsage } from '../quota/ml-usage.ts';
import { attempt, type Attempted, type Attempts } from './attempt.ts';
import type { LinuxPrices } from './linux-prices.ts';
import type { LookUpWarning } from './look-up-warning.ts';
import { mlLocation } from './ml-location.ts';
import { type MlSize, readMlSizes } from './ml-sizes.ts';
import { readMlUsages } from './ml-usages.ts';
import { jsonReader, type ReadJson } from './read-json.ts';
import { readResourceSkus, type ResourceSku, skusReading } from './resource-skus.ts';
import { pricesReading, readRetailPrices } from './retail-prices.ts';
import type { RetryTiming } from '../../client/throttling.ts';

export interface RegionFactsRequest {
  readonly cloud: AzureCloud;
  readonly region: string;
  /** The sizes whose prices matter, with their capitals. */
  readonly sizes: readonly string[];
  /** Whose quota it is. Without it, only prices are asked for. */
  readonly subscriptionId?: string | undefined;
  /** By default whoever is signed in: the environment's identity, or that of `az login`. */
  readonly credential?: TokenCredential | undefined;
  /** What stands in for prices that cannot be looked up: `the snapshot of 2026-11-01`. */
  readonly snapshot: string;
  /** Where answers are remembered; nowhere when absent. */
  readonly cacheFolder?: string | undefined;
  /** For all look-ups together. */
  readonly timeoutInMs: number;
  readonly timing?: RetryTiming | undefined;
  readonly now: () => number;
  readonly call: Call;
}

/** What Azure says of one region. What could not be looked up is absent, and a warning says why. */
export interface RegionFacts {
  readonly prices?: LookedUp<LinuxPrices> | undefined;
  readonly mlSizes?: LookedUp<readonly MlSize[]> | undefined;
  /** Asked for only where the sizes of Azure Machine Learning could not be had. */
  readonly skus?: LookedUp<readonly ResourceSku[]> | undefined;
  readonly usages?: LookedUp<readonly MlUsage[]> | undefined;
  readonly warnings: readonly LookUpWarning[];
}

type Facts<Name extends keyof RegionFacts> = Attempted<
  NonNullable<RegionFacts[Name]> extends LookedUp<infer Value> ? Value : never
>;

/** Prices and sizes change by the month. What is left of a quota changes with every deployment: asked each time. */
const dayInMs = 24 * 60 * 60_000;

/** Looks up everything at once: the slowest decides. */
export async function regionFacts(request: RegionFactsRequest): Promise<RegionFacts> {
  const deadline = AbortSignal.timeout(request.timeoutInMs);
  const attempts: Attempts = { ...request, deadline };
  const read = armReader(request);
  const [prices, sizes, usages] = await Promise.all([
    pricesOf(request, attempts),
    sizesOf(request, attempts, read),
    usagesOf(request, attempts, read),
  ]);
  const { mlSizes, skus } = sizes;
  return {
    prices: prices.found,
    mlSizes: mlSizes.found,
    skus: skus.found,
    usages: usages.found,
    warnings: [prices, mlSizes, skus, usages].flatMap(({ warning }) => warning ?? []),
  };
}

async function pricesOf(
  { cloud, region, sizes, snapshot, timing, now }: RegionFactsRequest,
  attempts: Attempts,
): Promise<Facts<'prices'>> {
  const { retailPrices } = cloud;
  if (retailPrices === undefined) return {};
  const read = jsonReader({ timing });
  return attempt(attempts, {
    reading: pricesReading(region),
    key: `azure-prices-${cloud.name}-${region}-${sha256Hex(sizes.join()).slice(0, 8)}`,
    maxAgeInMs: dayInMs,
    instead: `Prices are those of ${snapshot}.`,
    load: (call) =>
      readRetailPrices({
        cloud: { ...cloud, retailPrices },
        region,
        sizes,
        read,
        call,
        now: now(),
      }),
  });
}

async function sizesOf(
  { cloud, region, subscriptionId }: RegionFactsRequest,
  attempts: Attempts,
  read: () => Promise<ReadJson>,
): Promise<{ readonly mlSizes: Facts<'mlSizes'>; readonly skus: Facts<'skus'> }> {
  if (subscriptionId === undefined) return { mlSizes: {}, skus: {} };
  const place = { cloud, subscriptionId, region };
  const mlSizes = await attempt(attempts, {
    reading: mlLocation(place, 'vmSizes').reading,
    key: `azure-sizes-${cloud.name}-${subscriptionId}-${region}`,
    maxAgeInMs: dayInMs,
    instead: 'Azure Compute is asked in its place.',
    load: async (call) => readMlSizes(place, await read(), call),
  });
  if (mlSizes.found !== undefined) return { mlSizes, skus: {} };
  const skus = await attempt(attempts, {
    reading: skusReading(region),
    key: `azure-skus-${cloud.name}-${subscriptionId}-${region}`,
    maxAgeInMs: dayInMs,
    instead: 'Whether a size can be had shows when it is asked for.',
    load: async (call) => readResourceSkus(place, await read(), call),
  });
  return { mlSizes, skus };
}

async function usagesOf(
  { cloud, region, subscriptionId }: RegionFactsRequest,
  attempts: Attempts,
  read: () => Promise<ReadJson>,
): Promise<Facts<'usages'>> {
  if (subscriptionId === undefined) return {};
  const place = { cloud, subscriptionId, region };
  return attempt(attempts, {
    reading: mlLocation(place, 'usages').reading,
    instead: 'A missing quota shows when the size is asked for.',
    load: async (call) => readMlUsages(place, await read(), call),
  });
}

/** One for a request, made with the first look-up: whoever is signed in is asked once for a token. */
function armReader({ cloud, credential, timing }: RegionFactsRequest): () => Promise<ReadJson> {
  const { authorityHost, resourceManagerScope: scope } = cloud;
  const make = async (): Promise<ReadJson> =>
    jsonReader({
      credential: credential ?? (await signedInCredential(authorityHost)),
      scope,
      timing,
    });
  let made: Promise<ReadJson> | undefined;
  return () => (made ??= make());
}
