import type { ScalingOptions } from '@torchrelay/core';

import type { ScalingValues } from '../commands/scaling-args.ts';
import { CommandError } from '../errors/command-error.ts';

/** The SDK's `instances` or `autoscale` of what was said on the command line. */
export function scalingOption({
  instances,
  minInstances,
  maxInstances,
  requestsPerMinute,
  scaleOutCooldown,
  scaleInCooldown,
}: ScalingValues): ScalingOptions {
  const ofRule = [minInstances, maxInstances, requestsPerMinute, scaleOutCooldown, scaleInCooldown];
  const fixed = instances === undefined ? {} : { instances };
  if (ofRule.every((value) => value === undefined)) return fixed;
  if (maxInstances === undefined || requestsPerMinute === undefined) throw halfARule();
  return {
    ...fixed,
    autoscale: {
      min: minInstances ?? 1,
      max: maxInstances,
      requestsPerInstancePerMinute: requestsPerMinute,
      ...(scaleOutCooldown !== undefined && { scaleOutCooldownInMs: scaleOutCooldown }),
      ...(scaleInCooldown !== undefined && { scaleInCooldownInMs: scaleInCooldown }),
    },
  };
}

function halfARule(): CommandError {
  return new CommandError({
    message: 'A rule for autoscaling needs both --max-instances and --requests-per-minute.',
    hint: 'Write, for example: --max-instances 4 --requests-per-minute 600',
  });
}
