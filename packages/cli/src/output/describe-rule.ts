import type { Autoscaling } from '@torchrelay/core/target';

/** `1 to 4 instances, 600 requests a minute for each` */
export function describeRule({ min, max, requestsPerInstancePerMinute }: Autoscaling): string {
  const requests = requestsPerInstancePerMinute.toLocaleString('en-US');
  return `${min} to ${max} instances, ${requests} requests a minute for each`;
}
