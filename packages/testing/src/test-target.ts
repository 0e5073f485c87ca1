import { gc } from '@torchrelay/core';

import { destroyAll, nothingIsLeft } from './promises/deploying.ts';
import { operatingPromises } from './promises/operating-promises.ts';
import { platformPromises } from './promises/platform-promises.ts';
import { recoveryPromises } from './promises/recovery-promises.ts';
import { rolloutPromises } from './promises/rollout-promises.ts';
import { servingPromises } from './promises/serving-promises.ts';
import { storePromises } from './promises/store-promises.ts';
import type { Subject } from './promises/subject.ts';
import type { TargetPromise } from './promises/target-promise.ts';

/**
 * What every target promises, each with the run that shows it. A run leaves the account as it found it and
 * fails when something is left behind.
 */
export function targetPromises(subject: Subject): readonly TargetPromise[] {
  const promises = [
    ...storePromises({ createStore: () => subject.createTarget().store }),
    ...servingPromises(subject),
    ...recoveryPromises(subject),
    ...platformPromises(subject),
    ...rolloutPromises(subject),
    ...operatingPromises(subject),
  ];
  return promises.map(({ name, run }) => ({
    name,
    async run() {
      try {
        await run();
      } finally {
        // Also after a broken promise, so that the next one starts from nothing.
        await cleanUp(subject);
      }
      await nothingIsLeft(subject);
    },
  }));
}

/** Packages of deployments that never came to be wait for the next attempt, until gc. */
async function cleanUp(subject: Subject): Promise<void> {
  await destroyAll(subject, 'promise', 'neighbour');
  await gc(subject.createTarget(), { olderThanInMs: -1_000_000 });
}

/**
 * Runs every promise as a test of its own, with the `test` of any runner: vitest, node:test, jest.
 *
 * @example
 * testTarget({ test, createTarget: () => myTarget(account), audit: () => everythingIn(account) });
 */
export function testTarget({
  test,
  ...subject
}: Subject & { readonly test: (name: string, run: () => Promise<void>) => void }): void {
  for (const { name, run } of targetPromises(subject)) test(name, run);
}
