import { setTimeout as wait } from 'node:timers/promises';
import { forkServersOf, type ServerProcess, workersOf } from './processes.ts';

/** So many kills spare the oldest worker, so that one lives long enough to show whether its memory grows. */
const SPARING = 9;

/**
 * Kills one worker after the other with SIGKILL, at random moments, and now and then all of them at once
 * with what they are forked from.
 *
 * @returns How many.
 */
export async function killWorkers({
  server,
  longestPauseInMs,
  abortSignal,
}: {
  server: ServerProcess;
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
    const isForAll = round % (SPARING + 1) === 0;
    const workers = workersOf(server).slice(isForAll ? 0 : 1);
    kills += workers.filter(kill).length;
    if (isForAll) forkServersOf(server).forEach(kill);
  }
}

/** @returns Whether it was still there. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
