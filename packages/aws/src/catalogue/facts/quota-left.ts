import type { LookedUp } from '@torchrelay/core/catalogue';
import type { Fact } from '@torchrelay/core/target';
import type { QuotaTable } from '../live/quotas.ts';

export interface QuotaLeftRequest {
  readonly quotaName: string;
  /** How many instances are about to be asked for. */
  readonly wanted: number;
  /** Absent when Service Quotas could not be asked. */
  readonly limits: LookedUp<QuotaTable> | undefined;
  /** Absent when what runs could not be counted. */
  readonly inUse: LookedUp<QuotaTable> | undefined;
  /** How many of those in use are this deployment's own: it may use them again. */
  readonly own: number;
}

/** How many more instances the account may start, its own of this deployment included. */
export function quotaLeft({
  quotaName,
  wanted,
  limits,
  inUse,
  own,
}: QuotaLeftRequest): Fact<number> {
  if (limits === undefined) return { known: false, reason: 'Service Quotas was not asked' };
  const limit = limits.value[quotaName];
  if (limit === undefined) return { known: false, reason: `there is no quota "${quotaName}"` };
  const source = `Service Quotas, "${quotaName}"`;
  if (inUse !== undefined) {
    const others = Math.max(0, (inUse.value[quotaName] ?? 0) - own);
    const value = Math.max(0, limit - others);
    return { known: true, value, source, asOf: limits.asOf };
  }
  // Whatever is in use, more than the limit is never left: too little is known to be so.
  if (limit < wanted) return { known: true, value: limit, source, asOf: limits.asOf };
  return { known: false, reason: `the limit is ${limit}; how many are in use was not counted` };
}
