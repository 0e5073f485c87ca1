type Listener = () => void;

const listeners = new WeakMap<AbortSignal, Set<Listener>>();

/**
 * Calls the listener when the signal is aborted. A connection has one signal for all of its requests: to add a listener
 * to it for each of them, and to remove it, takes longer than to look up who listens. A listener must not throw.
 */
export function listenForAbort(signal: AbortSignal | undefined, listener: Listener): void {
  if (signal !== undefined) (listeners.get(signal) ?? watch(signal)).add(listener);
}

export function stopListening(signal: AbortSignal | undefined, listener: Listener): void {
  if (signal !== undefined) listeners.get(signal)?.delete(listener);
}

function watch(signal: AbortSignal): Set<Listener> {
  const known = new Set<Listener>();
  listeners.set(signal, known);
  const tellAll = (): void => {
    for (const listener of known) listener();
  };
  signal.addEventListener('abort', tellAll, { once: true });
  return known;
}
