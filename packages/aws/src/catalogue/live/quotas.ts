import type { ServiceQuota, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Call } from '@torchrelay/core/target';
import { isQuotaName } from '../quota-names.ts';
import { abortable } from '../../client/abortable.ts';

/** How many instances an account may use at once, by the quota's name. */
export type QuotaTable = { readonly [quotaName: string]: number };

/**
 * The account's quotas of instances in the client's region. What the account never had changed is missing from its
 * list in some regions, and then has the value that AWS gives everybody. Needs `servicequotas:ListServiceQuotas` and
 * `servicequotas:ListAWSDefaultServiceQuotas`.
 */
export async function liveQuotas({
  client,
  call,
  expected,
}: {
  readonly client: ServiceQuotasClient;
  readonly call: Call;
  /** Names that should be there: the defaults are asked for only where one is missing. */
  readonly expected: readonly string[];
}): Promise<QuotaTable> {
  const { paginateListServiceQuotas, paginateListAWSDefaultServiceQuotas } =
    await import('@aws-sdk/client-service-quotas');
  const request = { ServiceCode: 'sagemaker' };
  const options = abortable(call);
  const applied = await instanceQuotas(
    paginateListServiceQuotas({ client, pageSize: 100 }, request, options),
  );
  if (expected.every((name) => name in applied)) return applied;
  const defaults = await instanceQuotas(
    paginateListAWSDefaultServiceQuotas({ client, pageSize: 100 }, request, options),
  );
  return { ...defaults, ...applied };
}

/** Names decide, not codes: AWS publishes no list of the codes. */
async function instanceQuotas(
  pages: AsyncIterable<{ readonly Quotas?: ServiceQuota[] | undefined }>,
): Promise<QuotaTable> {
  const table: Record<string, number> = {};
  for await (const { Quotas: quotas = [] } of pages) {
    for (const { QuotaName: name = '', Value: value } of quotas) {
      if (isQuotaName(name) && value !== undefined && value >= 0) table[name] = value;
    }
  }
  return table;
}
