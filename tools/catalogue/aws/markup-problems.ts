import { ec2Name } from '../../../packages/aws/src/catalogue/ec2-name.ts';
import type { Ec2Price } from './ec2-price.ts';
import type { PriceSource } from './price-source.ts';

/** SageMaker never charged less than EC2, nor half as much again (_read_: 1.15 to 1.40). */
const least = 1;
const most = 1.5;

/** Prices of SageMaker that do not fit EC2's for the same type and region, as sentences without a full stop. */
export function markupProblems(
  sources: readonly PriceSource[],
  ec2Prices: readonly Ec2Price[],
): string[] {
  const ec2 = new Map(
    ec2Prices.map(({ instanceType, region, usdPerHour }) => [
      `${region}/${instanceType}`,
      usdPerHour,
    ]),
  );
  return sources.flatMap(({ key, region, usdPerHour }) =>
    Object.entries(usdPerHour).flatMap(([type, usd]) => {
      const base = ec2.get(`${region}/${ec2Name(type)}`);
      if (base === undefined || (usd >= base * least && usd <= base * most)) return [];
      return [`${type} costs ${usd} (${key}), and ${base} at EC2 in ${region}`];
    }),
  );
}
