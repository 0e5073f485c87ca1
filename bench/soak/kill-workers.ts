import { setTimeout as wait } from 'node:timers/promises';
import { workersOf } from './processes.ts';

/** So many kills spare the oldest worker, so that one lives long enough to show whether its memory grows. */
const SPARING = 9;

/**
 * Kills one worker after the other with SIGKILL, at random moments, and now and then all of them at once.
 *
 * @returns How many.
 */
export async function killWorkers({
  server,
  longestPauseInMs,
  abortSignal,
}: {
  server: number;
  longestPauseInMs: number;
  abortSignal: AbortSignal;
}): Promise<number> {
  let kills = 0;
  for (let round = 1; ; round++) {
    // Rejects only when the soak is over.
    await wait(longestPauseInMs * Math.random(), undefined, { signal: abortSignal }).catch(
      () => {},
    );
    if (abortSignal.aborted) return kills;
    const workers = workersOf(server);
    for (const pid of round % (SPARING + 1) === 0 ? workers : workers.slice(1)) {
      process.kill(pid, 'SIGKILL');
      kills += 1;
    }
  }
}
