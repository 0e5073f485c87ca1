import type { Need } from '@torchrelay/core/target';
import { hourlyUsd } from './hourly-usd.ts';
import type { PriceListItem } from './item.ts';

/** What SageMaker's price list calls the purposes. Prices are listed for each apart, and may differ (_read_). */
export const componentOf = { serving: 'Hosting', training: 'Training' } as const;

export interface SagemakerPrice {
  readonly instanceType: string;
  readonly region: string;
  readonly purpose: Need['purpose'];
  readonly usdPerHour: number;
}

/** `USE1-Host:ml.p4d.24xlarge`, `Train:ml.p4d.24xlarge`; other usage of the same component is not by instance. */
const usageTypes = { serving: /(?:^|-)Host:ml\./, training: /(?:^|-)Train:ml\./ } as const;

/** The price of an instance for serving or training; `undefined` for whatever else SageMaker sells. */
export function sagemakerPrice({
  attributes,
  onDemand,
}: PriceListItem): SagemakerPrice | undefined {
  const { instanceName = '', regionCode = '', component, usagetype = '' } = attributes;
  const purpose = purposes.find((one) => componentOf[one] === component);
  const usdPerHour = hourlyUsd({ onDemand });
  if (purpose === undefined || usdPerHour === undefined) return undefined;
  const isInstance = instanceName.startsWith('ml.') && usageTypes[purpose].test(usagetype);
  if (!isInstance || attributes['locationType'] !== 'AWS Region') return undefined;
  return { instanceType: instanceName, region: regionCode, purpose, usdPerHour };
}

const purposes = ['serving', 'training'] as const;
