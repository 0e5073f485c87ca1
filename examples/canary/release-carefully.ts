import { deploy, type DeployOptions, type Endpoint } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

/**
 * Puts a new version in the place of what serves: it gets a part of the traffic first, and all of it after a while. Whoever is
 * served badly meanwhile sets an alarm off, and the platform gives the traffic back to the version before.
 */
export async function releaseCarefully({
  model,
  target,
  waitInMs = 10 * 60_000,
  ...options
}: DeployOptions & {
  /** Path of the model file. */
  readonly model: string;
  readonly target: Target;
  /** How long the part is watched. */
  readonly waitInMs?: number;
}): Promise<Endpoint> {
  return deploy(model, target, {
    ...options,
    rollout: {
      shift: 'canary',
      percent: 25,
      waitInMs,
      alarms: { serverErrorsPerMinute: 5, latencyP99InMs: 500 },
    },
  });
}
