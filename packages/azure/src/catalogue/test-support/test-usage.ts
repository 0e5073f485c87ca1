import { familyKey } from '../quota/family-name.ts';
import type { MlUsage } from '../quota/ml-usage.ts';

export const a100 = 'standardNCADSA100v4Family';
export const fsv2 = 'standardFSv2Family';

/** A limit of a family in the subscription, nothing of it used. */
export function testUsage(usage: Partial<MlUsage>): MlUsage {
  return {
    family: familyKey(a100),
    pool: 'dedicated',
    workspace: null,
    used: 0,
    limit: 0,
    label: 'a limit',
    ...usage,
  };
}
