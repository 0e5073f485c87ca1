import type { Call } from '@torchrelay/core/target';

import { isRecord, type JsonRecord, numberOf, textOf } from './json-shape.ts';
import type { MlPlace } from './ml-location.ts';
import { armList } from './pages.ts';
import type { Reading } from './read-failure.ts';
import type { ReadJson } from './read-json.ts';
import { regionName } from './region-name.ts';

/** A size as Azure Compute knows it in one region. A type of JSON: it is kept on disk. */
export type ResourceSku = {
  readonly name: string;
  readonly family: string;
  readonly region: string;
  readonly zones: readonly string[];
  /** Why this subscription cannot have it for machines of its own: `NotAvailableForSubscription`. */
  readonly restriction?: string;
  readonly vCpus?: number;
  /** In GiB, though Azure calls it GB. */
  readonly memoryGib?: number;
  /** Not to be believed: Azure has said 12 for eight, and says nothing for some sizes. */
  readonly gpus?: number;
  readonly hasRdma: boolean;
  /** `x64`, `Arm64` */
  readonly architecture?: string;
  /** ISO 8601, a day. */
  readonly retiresOn?: string;
};

const apiVersion = '2021-07-01';

/**
 * The sizes that Azure Compute lists in a region, with what forbids them to this subscription.
 *
 * @throws TorchrelayError when they cannot be read
 */
export async function readResourceSkus(
  { cloud, subscriptionId, region }: MlPlace,
  read: ReadJson,
  call: Call,
): Promise<readonly ResourceSku[]> {
  const path = `/subscriptions/${encodeURIComponent(subscriptionId)}/providers/Microsoft.Compute/skus`;
  const url = new URL(path, cloud.resourceManager);
  url.searchParams.set('api-version', apiVersion);
  url.searchParams.set('$filter', `location eq '${region}'`);
  const reading = skusReading(region);
  const list = await armList({ url: url.href, reading, read, call });
  return list.flatMap((entry) => resourceSku(entry, region) ?? []);
}

export function skusReading(region: string): Reading {
  return {
    what: `the sizes of virtual machines in ${region}`,
    permission: 'Microsoft.Compute/skus/read',
  };
}

function resourceSku(entry: JsonRecord, region: string): ResourceSku | undefined {
  const [name, family] = [textOf(entry, 'name'), textOf(entry, 'family')];
  const isMachine = textOf(entry, 'resourceType') === 'virtualMachines';
  if (!isMachine || name === undefined || family === undefined) return undefined;
  if (!strings(entry['locations']).some((location) => regionName(location) === region)) {
    return undefined;
  }
  const zones = records(entry['locationInfo']).flatMap((info) => strings(info['zones']));
  const restriction = restrictionOf(entry, region);
  return {
    name,
    family,
    region,
    zones: zones.toSorted(),
    ...(restriction !== undefined && { restriction }),
    ...capabilitiesOf(entry),
  };
}

type Capabilities = Pick<
  ResourceSku,
  'vCpus' | 'memoryGib' | 'gpus' | 'hasRdma' | 'architecture' | 'retiresOn'
>;

function capabilitiesOf(entry: JsonRecord): Capabilities {
  const said: JsonRecord = Object.fromEntries(
    records(entry['capabilities']).map((one) => [textOf(one, 'name') ?? '', one['value']]),
  );
  const [vCpus, memoryGib, gpus] = ['vCPUs', 'MemoryGB', 'GPUs'].map((key) => numberOf(said, key));
  const architecture = textOf(said, 'CpuArchitectureType');
  const retiresOn = dayOf(textOf(said, 'RetirementDateUtc'));
  return {
    hasRdma: said['RdmaEnabled'] === 'True',
    ...(vCpus !== undefined && { vCpus }),
    ...(memoryGib !== undefined && { memoryGib }),
    ...(gpus !== undefined && { gpus }),
    ...(architecture !== undefined && { architecture }),
    ...(retiresOn !== undefined && { retiresOn }),
  };
}

/** Only what forbids the whole region: a restricted zone leaves the others. */
function restrictionOf(entry: JsonRecord, region: string): string | undefined {
  const found = records(entry['restrictions']).find(
    ({ type, values }) =>
      type === 'Location' && strings(values).some((value) => regionName(value) === region),
  );
  return found === undefined ? undefined : (textOf(found, 'reasonCode') ?? 'restricted');
}

/** Azure writes `09/30/2025`. */
function dayOf(text: string | undefined): string | undefined {
  const [, month, day, year] = /^(\d{2})\/(\d{2})\/(\d{4})/.exec(text ?? '') ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}`;
}

function records(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
