import type { CatalogueRow } from '@torchrelay/core/catalogue';
import { quotaNameOf, type QuotaUse } from '../../../packages/aws/src/catalogue/quota-names.ts';

/** The quotas of a type whose codes are published; the names of all others follow from the type. */
export function quotasOf(
  instanceType: string,
  codes: Readonly<Record<string, string>>,
): CatalogueRow['quotas'] {
  const uses: readonly QuotaUse[] = ['serving', 'training', 'spot-training'];
  return Object.fromEntries(
    uses.flatMap((use) => {
      const name = quotaNameOf(instanceType, use);
      const code = codes[name];
      return code === undefined ? [] : [[use, { name, code }]];
    }),
  );
}
