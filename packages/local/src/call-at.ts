/** Timers of Node take no more: 24 days. */
const longestTimerInMs = 2 ** 31 - 1;

/**
 * Calls at a time, in milliseconds since 1970, however far away it is. Keeps no process alive.
 *
 * @returns what takes it back
 */
export function callAt(at: number, work: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    const left = at - Date.now();
    const next = left > longestTimerInMs ? wait : work;
    timer = setTimeout(next, Math.min(Math.max(0, left), longestTimerInMs));
    timer.unref();
  };
  wait();
  return () => clearTimeout(timer);
}
