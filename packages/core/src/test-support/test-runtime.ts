import { checkAborted } from '../errors/torchrelay-error.ts';
import type { Runtime } from '../runtime/runtime.ts';

export interface TestRuntime extends Runtime {
  /** The waits that were asked for, in milliseconds; none of them took any time. */
  readonly waits: number[];
}

export function testRuntime({
  random = 0.5,
  actor = 'ada@test',
}: { readonly random?: number; readonly actor?: string } = {}): TestRuntime {
  const waits: number[] = [];
  let ids = 0;
  return {
    waits,
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
    async sleep(durationInMs, abortSignal) {
      waits.push(durationInMs);
      checkAborted(abortSignal);
    },
    random: () => random,
    generateId: () => `${actor}-${(ids += 1)}`,
    actor: () => actor,
  };
}
