import type { Call } from '@torchrelay/core/target';

import { familyKey } from '../quota/family-name.ts';
import type { MlUsage } from '../quota/ml-usage.ts';
import { isRecord, type JsonRecord, numberOf, textOf } from './json-shape.ts';
import { mlLocation, type MlPlace } from './ml-location.ts';
import { armList } from './pages.ts';
import type { ReadJson } from './read-json.ts';

/**
 * How much of its quota for Azure Machine Learning a subscription uses in a region. It is apart from the quota of
 * virtual machines.
 *
 * @throws TorchrelayError when it cannot be read
 */
export async function readMlUsages(
  place: MlPlace,
  read: ReadJson,
  call: Call,
): Promise<readonly MlUsage[]> {
  const list = await armList({ ...mlLocation(place, 'usages'), read, call });
  return list.flatMap((entry) => mlUsage(entry) ?? []);
}

/** `undefined` for what is no limit of vCPUs: the number of clusters, and what single clusters use. */
function mlUsage(entry: JsonRecord): MlUsage | undefined {
  const id = textOf(entry, 'id') ?? '';
  const type = textOf(entry, 'type') ?? '';
  const name = isRecord(entry['name']) ? entry['name'] : {};
  const value = textOf(name, 'value');
  if (value === undefined || id.includes('/computes/')) return undefined;
  const label = textOf(name, 'localizedValue') ?? value;
  const isOfRegion = regional.test(value) || regionalType.test(type);
  if (!isOfRegion && !isOfFamily(value)) return undefined;
  const limit = numberOf(entry, 'limit');
  return {
    family: isOfRegion ? null : familyKey(value),
    pool: /low-?priority/i.test(type + label + value) ? 'low-priority' : 'dedicated',
    workspace: /\/workspaces\/([^/]+)/i.exec(id)?.[1]?.toLowerCase() ?? null,
    used: numberOf(entry, 'currentValue') ?? null,
    limit: limit === undefined || limit < 0 ? null : limit,
    label,
  };
}

/** Families are told from other limits by their names alone: the types differ between versions, and with workspaces. */
function isOfFamily(value: string): boolean {
  return familyKey(value).endsWith('family');
}

const regional = /^Total(?:Dedicated|LowPriority)Cores$|^Total Cluster .* Regional vCPUs$/i;
const regionalType = /Services\/(?:dedicated|lowPriority)Cores\/usages$/i;
