import { hourlyUsd } from '../../../packages/aws/src/catalogue/price-list/hourly-usd.ts';
import type { PriceListItem } from '../../../packages/aws/src/catalogue/price-list/item.ts';

/** What EC2 sells as a plain Linux instance by the hour: not reserved, dedicated, with software, or by capacity block. */
const plainLinux: Readonly<Record<string, string>> = {
  operatingSystem: 'Linux',
  tenancy: 'Shared',
  capacitystatus: 'Used',
  preInstalledSw: 'NA',
  marketoption: 'OnDemand',
};

export function isPlainLinux(attributes: PriceListItem['attributes']): boolean {
  return Object.entries(plainLinux).every(([name, value]) => attributes[name] === value);
}

export interface Ec2Price {
  readonly instanceType: string;
  readonly region: string;
  readonly usdPerHour: number;
}

/** The price of a plain Linux instance in a region; `undefined` for whatever else EC2 sells, local zones included. */
export function ec2Price({ attributes, onDemand }: PriceListItem): Ec2Price | undefined {
  const { instanceType, regionCode, locationType } = attributes;
  const usdPerHour = hourlyUsd({ onDemand });
  if (!isPlainLinux(attributes) || locationType !== 'AWS Region' || usdPerHour === undefined)
    return undefined;
  if (instanceType === undefined || regionCode === undefined) return undefined;
  return { instanceType, region: regionCode, usdPerHour };
}
