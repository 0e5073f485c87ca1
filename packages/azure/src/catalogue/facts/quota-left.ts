import type { CatalogueRow } from '@torchrelay/core/catalogue';
import type { Fact, Need } from '@torchrelay/core/target';

import type { RegionFacts } from '../live/region-facts.ts';
import { instancesLeft, type OwnUse } from '../quota/instances-left.ts';
import { sizeNamed } from '../size-named.ts';

export interface QuotaRequest {
  readonly row: CatalogueRow;
  readonly region: string;
  readonly need: Pick<Need, 'purpose' | 'spot'>;
  readonly workspace?: string | undefined;
  readonly own?: readonly OwnUse[];
  readonly facts: Pick<RegionFacts, 'usages' | 'mlSizes'>;
}

export interface QuotaFact {
  readonly quotaLeft: Fact<number>;
  /** What to ask Azure for more of; absent where not even the family is known. */
  readonly quotaName?: string;
}

/** How many instances the quota of Azure Machine Learning allows, and which limit that is. */
export function quotaLeft(request: QuotaRequest): QuotaFact {
  const { row, region, need, workspace, own = [], facts } = request;
  const family = familyOf(row, facts);
  if (family === undefined) {
    const reason = `the quota family of ${row.instanceType} is not known`;
    return { quotaLeft: { known: false, reason } };
  }
  const named = (limit: string): string => `${limit}, Azure Machine Learning in ${region}`;
  if (facts.usages === undefined) {
    const reason = `the quota of Azure Machine Learning in ${region} was not read`;
    return { quotaLeft: { known: false, reason }, quotaName: named(family) };
  }
  const { value: usages, asOf } = facts.usages;
  const left = instancesLeft({
    usages,
    family,
    vCpus: row.vCpus,
    purpose: need.purpose,
    spot: need.spot,
    workspace,
    own,
  });
  if (!left.known) return { quotaLeft: left, quotaName: named(family) };
  const { instances: value, limitedBy } = left;
  return {
    quotaLeft: {
      known: true,
      value,
      source: 'quota of Azure Machine Learning, counted in such instances',
      asOf,
    },
    quotaName: named(limitedBy),
  };
}

/** Azure's own word, else what is written down. */
export function familyOf(
  { instanceType, quotas }: CatalogueRow,
  { mlSizes }: Pick<RegionFacts, 'mlSizes'>,
): string | undefined {
  const size = sizeNamed(mlSizes?.value, instanceType);
  return size?.family ?? quotas.serving?.name ?? quotas.training?.name;
}
