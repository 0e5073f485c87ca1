import { trainingPromises } from './training/training-promises.ts';
import type { TrainingSubject } from './training/training-subject.ts';

/**
 * Runs every promise about training as a test of its own, with the `test` of any runner. Each starts real processes.
 *
 * @example
 * testTraining({ test, createTarget: () => myTarget(account), audit: () => everythingIn(account) });
 */
export function testTraining({
  test,
  ...subject
}: TrainingSubject & {
  readonly test: (name: string, run: () => Promise<void>) => void;
}): void {
  for (const { name, run } of trainingPromises(subject)) test(name, run);
}
