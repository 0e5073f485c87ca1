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
