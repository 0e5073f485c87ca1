import { lookUp, type LookedUp } from '@torchrelay/core/catalogue';
import type { Call, Json, Need } from '@torchrelay/core/target';
import { ec2Name } from '../ec2-name.ts';
import type { PriceTable } from '../price-list/price-table.ts';
import { ageOf } from './age.ts';
import type { CatalogueClients } from './clients.ts';
import { instancesInUse } from './instances-in-use.ts';
import { permissionsOf } from './look-up-permissions.ts';
import { lookUpWarning, type LookUpWarning } from './look-up-warning.ts';
import { liveOfferings } from './offerings.ts';
import { livePrices } from './prices.ts';
import { liveQuotas, type QuotaTable } from './quotas.ts';

export interface RegionFactsRequest {
  readonly region: string;
  /** When the snapshot was made that stands in for what cannot be looked up. */
  readonly snapshotOf: string;
  readonly purpose: Need['purpose'];
  /** SageMaker's names of the types that matter. */
  readonly types: readonly string[];
  /** The quotas that limit them. */
  readonly quotaNames: readonly string[];
  readonly clients: CatalogueClients;
  /** Whose quotas they are; without it they are not remembered. */
  readonly accountId?: string | undefined;
  /** Where answers are remembered; nowhere when absent. */
  readonly cacheFolder?: string | undefined;
  readonly now: () => number;
  readonly call: Call;
}

/** What AWS says of one region. What could not be looked up is absent, and a warning says why. */
export interface RegionFacts {
  readonly listed?: LookedUp<PriceTable> | undefined;
  readonly inEc2?: LookedUp<readonly string[]> | undefined;
  readonly limits?: LookedUp<QuotaTable> | undefined;
  readonly inUse?: LookedUp<QuotaTable> | undefined;
  readonly warnings: readonly LookUpWarning[];
}

const minutes = 60_000;
const days = 24 * 60 * minutes;

/** Raised quotas are looked for soon; prices and regions change by the month. */
const maxAges = { prices: days, offerings: days, quotas: 15 * minutes, use: 0 } as const;

/** Looks up everything at once: the slowest decides. */
export async function regionFacts(request: RegionFactsRequest): Promise<RegionFacts> {
  const { region, purpose, types, quotaNames, clients, accountId, snapshotOf, now, call } = request;
  const snapshot = `the snapshot of ${snapshotOf.slice(0, 10)} (${ageOf(snapshotOf, now())})`;
  const [listed, inEc2, limits, inUse] = await Promise.all([
    attempt(request, {
      what: `prices in ${region}`,
      permissions: permissionsOf.prices,
      key: `aws-prices-${region}-${purpose}`,
      maxAgeInMs: maxAges.prices,
      load: async () =>
        livePrices({ client: await clients.pricing(region), region, purpose, call }),
      instead: `Prices are those of ${snapshot}.`,
    }),
    attempt(request, {
      what: `which instance types ${region} has`,
      permissions: permissionsOf.offerings,
      key: `aws-offerings-${region}-${purpose}-${snapshotOf}`,
      maxAgeInMs: maxAges.offerings,
      load: async () =>
        liveOfferings({ client: await clients.ec2(region), types: types.map(ec2Name), call }),
      instead: `What is not in ${snapshot} counts as not offered.`,
    }),
    attempt(request, {
      what: `quotas in ${region}`,
      permissions: permissionsOf.quotas,
      key: accountId && `aws-quotas-${accountId}-${region}`,
      maxAgeInMs: maxAges.quotas,
      load: async () =>
        liveQuotas({ client: await clients.serviceQuotas(region), expected: quotaNames, call }),
      instead: 'A missing quota shows when the instance is asked for.',
    }),
    attempt(request, {
      what: `what runs in ${region}`,
      permissions: permissionsOf[purpose],
      maxAgeInMs: maxAges.use,
      load: async () => instancesInUse({ client: await clients.sagemaker(region), purpose, call }),
      instead: 'How much of the quotas is left is not known.',
    }),
  ]);
  return {
    listed: listed.found,
    inEc2: inEc2.found,
    limits: limits.found,
    inUse: inUse.found,
    warnings: [listed, inEc2, limits, inUse].flatMap(({ warning }) => warning ?? []),
  };
}

interface Attempt<Value extends Json> {
  readonly what: string;
  readonly permissions: readonly string[];
  /** Remembered under this name; not at all when absent. */
  readonly key?: string | undefined;
  readonly maxAgeInMs: number;
  readonly load: () => Promise<Value>;
  /** What follows when there is no answer, not even an old one. */
  readonly instead: string;
}

async function attempt<Value extends Json>(
  { cacheFolder, now, call: { abortSignal } }: RegionFactsRequest,
  { what, permissions, key, maxAgeInMs, load, instead }: Attempt<Value>,
): Promise<{ readonly found?: LookedUp<Value>; readonly warning?: LookUpWarning }> {
  const folder = key === undefined ? undefined : cacheFolder;
  try {
    const found = await lookUp({ folder, key: key ?? '', maxAgeInMs, now, load });
    const { failure: error, asOf } = found;
    if (error === undefined) return { found };
    const old = `The last answer is used, ${ageOf(asOf, now())}.`;
    return { found, warning: lookUpWarning({ what, permissions, error, instead: old }) };
  } catch (error) {
    if (abortSignal?.aborted === true) throw error;
    return { warning: lookUpWarning({ what, permissions, error, instead }) };
  }
}
