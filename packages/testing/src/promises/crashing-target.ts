import type { Target } from '@torchrelay/core/target';
import { TorchrelayError } from '@torchrelay/core';

import { watchedTarget } from './watched-target.ts';

export interface CrashingTarget {
  readonly target: Target;
  /** Whether the crash has come: a run with fewer requests ends before it. */
  hasCrashed(): boolean;
}

/**
 * A target in a process that is killed at its n-th request: either before the request goes out, or after it
 * took effect and before the answer is seen. From then on nothing of that process reaches the cloud, not even
 * the giving back of its lease.
 */
export function crashingTarget(
  target: Target,
  { atRequest, moment }: { readonly atRequest: number; readonly moment: 'before' | 'after' },
): CrashingTarget {
  let count = 0;
  let crashed = false;
  const crash = (): void => {
    crashed = true;
    throw killed();
  };
  return {
    hasCrashed: () => crashed,
    target: watchedTarget(target, {
      before() {
        if (crashed) throw killed();
        count += 1;
        if (count === atRequest && moment === 'before') crash();
      },
      after() {
        if (crashed) throw killed();
        if (count >= atRequest && moment === 'after') crash();
      },
    }),
  };
}

function killed(): TorchrelayError {
  return new TorchrelayError({
    code: 'KILLED',
    message: 'The process was killed here.',
    effect: 'unknown',
  });
}
