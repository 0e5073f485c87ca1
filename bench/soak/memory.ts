import { setTimeout as wait } from 'node:timers/promises';
import { residentMebibytes, type ServerProcess, workersOf } from './processes.ts';

/** How much a process held in the first and in the last third of the time, without its warm-up; medians in MiB. */
export interface Growth {
  readonly samples: number;
  readonly first: number;
  readonly last: number;
}

export interface MemoryReport {
  readonly front: Growth;
  /** Of the worker that lived longest. */
  readonly worker: Growth;
}

const BETWEEN_SAMPLES_IN_MS = 250;
/** Until a process has allocated what it allocates once. */
const WARM_UP_SHARE = 0.25;

export async function watchMemory({
  server,
  abortSignal,
}: {
  server: ServerProcess;
  abortSignal: AbortSignal;
}): Promise<MemoryReport> {
  const samples = new Map<number, number[]>();
  while (!abortSignal.aborted) {
    for (const pid of [server.pid, ...workersOf(server)]) {
      const mebibytes = residentMebibytes(pid);
      const known = samples.get(pid);
      if (known === undefined) samples.set(pid, mebibytes === undefined ? [] : [mebibytes]);
      else if (mebibytes !== undefined) known.push(mebibytes);
    }
    // Rejects only when the soak is over.
    await wait(BETWEEN_SAMPLES_IN_MS, undefined, { signal: abortSignal }).catch(() => {});
  }
  const front = samples.get(server.pid) ?? [];
  samples.delete(server.pid);
  const [longest = []] = [...samples.values()].toSorted((one, other) => other.length - one.length);
  return { front: growthOf(front), worker: growthOf(longest) };
}

function growthOf(samples: readonly number[]): Growth {
  const warm = samples.slice(Math.ceil(samples.length * WARM_UP_SHARE));
  const third = Math.ceil(warm.length / 3);
  return {
    samples: samples.length,
    first: median(warm.slice(0, third)),
    last: median(warm.slice(-third)),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
