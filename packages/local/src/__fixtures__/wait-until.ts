import { setTimeout as wait } from 'node:timers/promises';
import { processStartTime } from '../server/process-identity.ts';

const LONGEST_WAIT_IN_MS = 50_000;

/** Asks again until the answer is there, and gives up shortly before the test's own time limit. */
export async function waitUntil<Value>(
  ask: () => Value | undefined | false | Promise<Value | undefined | false>,
): Promise<Value> {
  const deadline = performance.now() + LONGEST_WAIT_IN_MS;
  while (performance.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await wait(20);
  }
  throw new Error(`This never came true: ${String(ask)}`);
}

/** A process that has ended and that nobody has asked about yet counts as gone. */
export function isAlive(pid: number): boolean {
  return processStartTime(pid) !== undefined;
}

export async function waitUntilGone(pids: readonly number[]): Promise<void> {
  await waitUntil(() => pids.every((pid) => !isAlive(pid)));
}
