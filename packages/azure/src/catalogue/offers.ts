import type { TokenCredential } from '@azure/identity';
import type { CatalogueRow, CatalogueSnapshot } from '@torchrelay/core/catalogue';
import type { Call, Need, Offer } from '@torchrelay/core/target';

import { azureCloud, type AzureCloud } from '../cloud/azure-clouds.ts';
import { offeredHere } from './facts/offered-here.ts';
import { familyOf, quotaLeft } from './facts/quota-left.ts';
import { spotUsdPerHour, usdPerHour } from './facts/usd-per-hour.ts';
import type { LookUpWarning } from './live/look-up-warning.ts';
import { type RegionFacts, regionFacts } from './live/region-facts.ts';
import { regionName } from './live/region-name.ts';
import type { RetryTiming } from '../client/throttling.ts';
import type { OwnUse } from './quota/instances-left.ts';
import { sizeNamed } from './size-named.ts';
import { azureSnapshot } from './snapshot.ts';

/** What is to be run, where, and who may be asked about it. */
export interface AzureOffersRequest {
  readonly need: Need;
  /** That of the workspace: `eastus`, `East US`. */
  readonly region: string;
  /** Whose quota it is; without it, neither quota nor presence is asked for. */
  readonly subscriptionId?: string | undefined;
  /** The name of the workspace: it may have limits of its own. */
  readonly workspace?: string | undefined;
  /** By default whoever is signed in: the environment's identity, or that of `az login`. */
  readonly credential?: TokenCredential | undefined;
  /** The name of a cloud (`AzureUSGovernment`), or its endpoints. Default: Azure's public one. */
  readonly cloud?: string | AzureCloud | undefined;
  /** `false` asks nobody: the snapshot is all there is. */
  readonly live?: boolean;
  /** How many instances this very deployment runs, by the offer's id: they are not counted against it. */
  readonly ownUse?: Readonly<Record<string, number>> | undefined;
  /** Where answers are remembered; nowhere when absent. */
  readonly cacheFolder?: string | undefined;
  /** For all that is asked, together. Default: 30 seconds. */
  readonly timeoutInMs?: number;
  readonly timing?: RetryTiming | undefined;
  readonly now?: () => number;
  readonly call?: Call;
  /** What is known without asking; the one that ships when absent. */
  readonly snapshot?: CatalogueSnapshot;
}

/** What Azure ML could run it on. */
export interface AzureOffers {
  readonly offers: readonly Offer[];
  /** What could not be looked up, and what to allow. */
  readonly warnings: readonly LookUpWarning[];
}

/** Everything that Azure Machine Learning has for a purpose, with what is known of its price, its presence and its quota. */
export async function azureOffers(request: AzureOffersRequest): Promise<AzureOffers> {
  const snapshot = request.snapshot ?? (await azureSnapshot());
  const region = regionName(request.region);
  const facts: RegionFacts =
    request.live === false
      ? { warnings: [] }
      : await regionFacts(factsRequest(request, snapshot, region));
  const { purpose } = request.need;
  return {
    offers: snapshot.rows
      .filter((row) => row.purposes.includes(purpose) || isFor(row, purpose, facts))
      .map((row) => offerOf({ request, snapshot, row, region, facts })),
    warnings: facts.warnings,
  };
}

function factsRequest(
  {
    cloud,
    subscriptionId,
    credential,
    cacheFolder,
    timeoutInMs = 30_000,
    timing,
    now = Date.now,
    call = {},
  }: AzureOffersRequest,
  { rows, sources, generatedAt }: CatalogueSnapshot,
  region: string,
): Parameters<typeof regionFacts>[0] {
  const pricesAsOf = sources['prices']?.asOf ?? generatedAt;
  return {
    cloud: azureCloud(cloud),
    region,
    sizes: rows.map(({ instanceType }) => instanceType),
    subscriptionId,
    credential,
    snapshot: `${pricesAsOf.slice(0, 10)}, from the snapshot`,
    cacheFolder,
    timeoutInMs,
    timing,
    now,
    call,
  };
}

/** Azure may have begun to offer a size for a purpose that the snapshot does not know of. */
function isFor(
  { instanceType }: CatalogueRow,
  purpose: Need['purpose'],
  { mlSizes }: RegionFacts,
): boolean {
  const size = sizeNamed(mlSizes?.value, instanceType);
  return (purpose === 'serving' ? size?.serves : size?.trains) === true;
}

interface OfferRequest {
  readonly request: AzureOffersRequest;
  readonly snapshot: CatalogueSnapshot;
  readonly row: CatalogueRow;
  readonly region: string;
  readonly facts: RegionFacts;
}

function offerOf({ request, snapshot, row, region, facts }: OfferRequest): Offer {
  const { need, workspace } = request;
  const { purpose } = need;
  const { instanceType, accelerator, vCpus, memoryBytes } = row;
  const { localStorageBytes, interconnectInGbps } = row;
  const own = ownUseOf({ request, snapshot, region, facts });
  return {
    id: `${region}/${instanceType}`,
    instanceType,
    region,
    ...(accelerator !== undefined && { accelerator }),
    vCpus,
    memoryBytes,
    ...(localStorageBytes !== undefined && { localStorageBytes }),
    ...(interconnectInGbps !== undefined && { interconnectInGbps }),
    usdPerHour: usdPerHour({ snapshot, row, region, purpose, facts }),
    // Endpoints never run on capacity that may be taken back.
    ...(purpose === 'training' && {
      spotUsdPerHour: spotUsdPerHour({ snapshot, row, region, purpose, facts }),
    }),
    offeredHere: offeredHere({ snapshot, row, region, purpose, facts }),
    ...quotaLeft({ row, region, need, workspace, own, facts }),
  };
}

/** What runs here of this deployment, in the terms of quota. */
function ownUseOf({
  request: { ownUse = {} },
  snapshot,
  region,
  facts,
}: Omit<OfferRequest, 'row'>): OwnUse[] {
  return snapshot.rows.flatMap((row) => {
    const instances = ownUse[`${region}/${row.instanceType}`] ?? 0;
    const family = familyOf(row, facts);
    return instances > 0 && family !== undefined ? [{ family, vCpus: row.vCpus, instances }] : [];
  });
}
