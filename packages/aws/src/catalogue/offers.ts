import type { CatalogueRow, CatalogueSnapshot } from '@torchrelay/core/catalogue';
import type { Call, Need, Offer } from '@torchrelay/core/target';
import { offeredHere } from './facts/offered-here.ts';
import { quotaLeft } from './facts/quota-left.ts';
import { spotUsdPerHour, usdPerHour } from './facts/usd-per-hour.ts';
import type { CatalogueClients } from './live/clients.ts';
import type { LookUpWarning } from './live/look-up-warning.ts';
import { regionFacts, type RegionFacts } from './live/region-facts.ts';
import { quotaNameOf, quotaUseOf } from './quota-names.ts';
import { awsSnapshot } from './snapshot.ts';

/** What is to be run, where, and who may be asked about it. */
export interface AwsOffersRequest {
  readonly need: Need;
  readonly regions: readonly string[];
  /** Asks AWS for prices, regions, quotas and use; without them the snapshot is all there is. */
  readonly clients?: CatalogueClients | undefined;
  /** Whose quotas they are; without it they are asked for each time. */
  readonly accountId?: string | undefined;
  /** How many instances this very deployment runs, by the offer's id: they are not counted against it. */
  readonly ownUse?: Readonly<Record<string, number>> | undefined;
  /** Where answers are remembered; nowhere when absent. */
  readonly cacheFolder?: string | undefined;
  readonly now?: () => number;
  readonly call?: Call;
  /** What is known without asking; the one that ships when absent. */
  readonly snapshot?: CatalogueSnapshot;
}

/** What SageMaker could run it on. */
export interface AwsOffers {
  readonly offers: readonly Offer[];
  /** What could not be looked up, and what to allow. */
  readonly warnings: readonly LookUpWarning[];
}

/** Everything that SageMaker has for a purpose, with what is known of its price, its presence and its quota. */
export async function awsOffers({
  need,
  regions,
  clients,
  accountId,
  ownUse = {},
  cacheFolder,
  now = Date.now,
  call = {},
  snapshot: given,
}: AwsOffersRequest): Promise<AwsOffers> {
  const snapshot = given ?? (await awsSnapshot());
  const rows = snapshot.rows.filter(({ purposes }) => purposes.includes(need.purpose));
  const use = quotaUseOf(need);
  const types = rows.map(({ instanceType }) => instanceType);
  const quotaNames = types.map((type) => quotaNameOf(type, use));
  const found = await Promise.all(
    regions.map(async (region) => {
      const facts: RegionFacts =
        clients === undefined
          ? { warnings: [] }
          : await regionFacts({
              region,
              snapshotOf: snapshot.generatedAt,
              purpose: need.purpose,
              types,
              quotaNames,
              clients,
              accountId,
              cacheFolder,
              now,
              call,
            });
      return { region, facts };
    }),
  );
  return {
    offers: found.flatMap(({ region, facts }) =>
      rows.map((row) => offerOf({ snapshot, row, region, need, facts, ownUse })),
    ),
    warnings: withoutRepeats(found.flatMap(({ facts }) => facts.warnings)),
  };
}

/** Where nobody is signed in, everything fails for the one reason. */
function withoutRepeats(warnings: readonly LookUpWarning[]): readonly LookUpWarning[] {
  const first = warnings.find(({ code }) => code === 'no-credentials');
  return warnings.filter((warning) => warning.code !== 'no-credentials' || warning === first);
}

function offerOf({
  snapshot,
  row,
  region,
  need,
  facts: { listed, inEc2, limits, inUse },
  ownUse,
}: {
  readonly snapshot: CatalogueSnapshot;
  readonly row: CatalogueRow;
  readonly region: string;
  readonly need: Need;
  readonly facts: RegionFacts;
  readonly ownUse: Readonly<Record<string, number>>;
}): Offer {
  const { instanceType, accelerator, vCpus, memoryBytes } = row;
  const { localStorageBytes, interconnectInGbps } = row;
  const id = `${region}/${instanceType}`;
  const quotaUse = quotaUseOf(need);
  const quotaName = quotaNameOf(instanceType, quotaUse);
  const quotaCode = row.quotas[quotaUse]?.code;
  const own = ownUse[id] ?? 0;
  return {
    id,
    instanceType,
    region,
    ...(accelerator !== undefined && { accelerator }),
    vCpus,
    memoryBytes,
    ...(localStorageBytes !== undefined && { localStorageBytes }),
    ...(interconnectInGbps !== undefined && { interconnectInGbps }),
    usdPerHour: usdPerHour({ snapshot, row, region, purpose: need.purpose, listed }),
    ...(need.purpose === 'training' && { spotUsdPerHour }),
    offeredHere: offeredHere({ snapshot, row, region, listed, inEc2 }),
    quotaLeft: quotaLeft({ quotaName, wanted: need.nodes, limits, inUse, own }),
    quotaName,
    ...(quotaCode !== undefined && { quotaCode }),
  };
}
