import type { CatalogueRow } from '@torchrelay/core/catalogue';
import type { Need } from '@torchrelay/core/target';

/** What an instance is used for, as quotas tell uses apart. */
export type QuotaUse = keyof CatalogueRow['quotas'];

const suffixes = {
  serving: 'for endpoint usage',
  training: 'for training job usage',
  'spot-training': 'for spot training job usage',
} as const satisfies Record<QuotaUse, string>;

/** The name that Service Quotas lists; codes are the same everywhere too, but published for few types (_read_). */
export function quotaNameOf(instanceType: string, use: QuotaUse): string {
  return `${instanceType} ${suffixes[use]}`;
}

/** Whether a quota of SageMaker's 1500 limits one of these uses. */
export function isQuotaName(name: string): boolean {
  return name.startsWith('ml.') && Object.values(suffixes).some((suffix) => name.endsWith(suffix));
}

export function quotaUseOf({ purpose, spot = false }: Pick<Need, 'purpose' | 'spot'>): QuotaUse {
  if (purpose === 'serving') return 'serving';
  return spot ? 'spot-training' : 'training';
}
