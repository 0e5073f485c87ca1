import type { Call } from '@torchrelay/core/target';

import { isRecord, type JsonRecord, numberOf, textOf } from './json-shape.ts';
import { armList } from './pages.ts';
import { mlLocation, type MlPlace } from './ml-location.ts';
import type { ReadJson } from './read-json.ts';

/** A size that Azure Machine Learning has in a region, in its own words. A type of JSON: it is kept on disk. */
export type MlSize = {
  readonly name: string;
  readonly family: string;
  readonly vCpus: number;
  /** Whether jobs run on it; `undefined` where the answer does not tell what any size is for. */
  readonly trains?: boolean;
  /** Whether managed online endpoints run on it; likewise. */
  readonly serves?: boolean;
  /** US dollars per hour of a low-priority Linux machine: an estimate of Azure's. */
  readonly lowPriorityUsdPerHour?: number;
};

/**
 * The sizes that Azure Machine Learning has in a region.
 *
 * @throws TorchrelayError when they cannot be read
 */
export async function readMlSizes(
  place: MlPlace,
  read: ReadJson,
  call: Call,
): Promise<readonly MlSize[]> {
  const list = await armList({ ...mlLocation(place, 'vmSizes'), read, call });
  // Online endpoints are called MIR there, managed inference. A list without one says nothing of them.
  const tells = (type: string): boolean => list.some((entry) => typesOf(entry).includes(type));
  const told = { trains: tells('AmlCompute'), serves: tells('MIR') };
  return list.flatMap((entry) => mlSize(entry, told) ?? []);
}

function mlSize(
  entry: JsonRecord,
  told: { readonly trains: boolean; readonly serves: boolean },
): MlSize | undefined {
  const [name, family] = [textOf(entry, 'name'), textOf(entry, 'family')];
  const vCpus = numberOf(entry, 'vCPUs');
  if (name === undefined || family === undefined || vCpus === undefined) return undefined;
  const types = typesOf(entry);
  const lowPriorityUsdPerHour = lowPriorityPrice(entry);
  return {
    name,
    family,
    vCpus,
    ...(told.trains && { trains: types.includes('AmlCompute') }),
    ...(told.serves && { serves: types.includes('MIR') }),
    ...(lowPriorityUsdPerHour !== undefined && { lowPriorityUsdPerHour }),
  };
}

function typesOf(entry: JsonRecord): readonly unknown[] {
  const types = entry['supportedComputeTypes'];
  return Array.isArray(types) ? types : [];
}

function lowPriorityPrice({ estimatedVMPrices: prices }: JsonRecord): number | undefined {
  if (!isRecord(prices) || prices['billingCurrency'] !== 'USD') return undefined;
  if (prices['unitOfMeasure'] !== 'OneHour' || !Array.isArray(prices['values'])) return undefined;
  const linux = prices['values'].filter(isRecord).filter(({ osType }) => osType === 'Linux');
  const entry = ['LowPriority', 'Spot']
    .map((tier) => linux.find(({ vmTier }) => vmTier === tier))
    .find((found) => found !== undefined);
  const price = entry === undefined ? undefined : numberOf(entry, 'retailPrice');
  return price !== undefined && price > 0 ? price : undefined;
}
