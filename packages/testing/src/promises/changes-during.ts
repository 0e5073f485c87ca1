import type { Target } from '@torchrelay/core/target';

import type { Subject } from './subject.ts';
import { watchedTarget } from './watched-target.ts';

/** Requests that change something, apart from the lease. */
const changing: ReadonlySet<string> = new Set([
  'serving.doStep',
  'store.doStep',
  'store.doWrite',
  'store.doCopy',
  'store.doDelete',
]);

/** The requests that some work with a target makes and that change something. */
export async function changesDuring(
  subject: Subject,
  work: (target: Target) => PromiseLike<unknown>,
): Promise<readonly string[]> {
  const changes: string[] = [];
  await work(
    watchedTarget(subject.createTarget(), {
      before(request) {
        if (changing.has(request)) changes.push(request);
      },
    }),
  );
  return changes;
}
