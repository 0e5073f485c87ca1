import { availableParallelism } from 'node:os';

/**
 * Clients ask again as soon as they have their answers; who looks for what comes need not be woken, which takes longer
 * than a small model. Where calls are longer, and there are several clients, the cores have better things to do.
 */
export const STAY_AWAKE_IN_MS: number = availableParallelism() > 1 ? 0.4 : 0;

let until = 0;
let isLooking = false;

/** Keeps this process from sleeping for so many milliseconds from now: it looks for what arrives instead. The last word counts. */
export function stayAwake(milliseconds: number): void {
  until = performance.now() + milliseconds;
  if (isLooking) return;
  isLooking = true;
  setImmediate(look);
}

/** Between two of these the sockets are looked at. */
function look(): void {
  isLooking = performance.now() < until;
  if (isLooking) setImmediate(look);
}
