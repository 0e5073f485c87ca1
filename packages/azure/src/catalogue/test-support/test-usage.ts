import { familyKey } from '../quota/family-name.ts';
import type { MlUsage } from '../quota/ml-usage.ts';

export const a100 = 'standardNCADSA100v4Family';
export const fsv2 = 'standardFSv2Family';

/** A limit of a family in the subscription, nothing of it used. */
export function testUsage(
  usage: Partial<MlUsage> & { readonly limit: number | undefined },
): MlUsage {
  const { family = familyKey(a100), pool = 'dedicated' } = usage;
  return {
    family: 'family' in usage ? usage.family : family,
    pool,
    workspace: usage.workspace,
    used: 'used' in usage ? usage.used : 0,
    limit: usage.limit,
    label: usage.label ?? `${family} ${pool}`,
  };
}
