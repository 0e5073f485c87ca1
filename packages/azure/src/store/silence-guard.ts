import type { Call } from '@torchrelay/core/target';

/** Ends a request that has died without a word. */
export interface SilenceGuard extends Disposable {
  /** Aborted by the call's own signal, or by too long a silence. */
  readonly abortSignal: AbortSignal;
  /** From now on silence counts, anew. */
  watch(): void;
  /** Silence does not count: it is not the other side's turn. */
  rest(): void;
  /** Whether it was silence that ended the request. */
  readonly hasFired: () => boolean;
}

/**
 * Without it a dead connection is waited for until the system notices, in hours. Dispose of it afterwards.
 *
 * @param silenceInMs absent where only the call's own signal ends the request
 */
export function guardAgainstSilence(
  { abortSignal }: Call,
  silenceInMs: number | undefined,
): SilenceGuard {
  const stop = new AbortController();
  let isSilent = false;
  let timer: NodeJS.Timeout | undefined;
  const rest = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  const fall = (): void => {
    isSilent = !stop.signal.aborted;
    stop.abort();
  };
  const follow = (): void => stop.abort(abortSignal?.reason);
  if (abortSignal?.aborted === true) follow();
  // `AbortSignal.any` would leave something behind in a signal that outlives thousands of requests.
  abortSignal?.addEventListener('abort', follow, { once: true });
  return {
    abortSignal: stop.signal,
    watch() {
      if (silenceInMs === undefined) return;
      timer = timer?.refresh() ?? setTimeout(fall, silenceInMs);
    },
    rest,
    hasFired: () => isSilent,
    [Symbol.dispose]() {
      rest();
      abortSignal?.removeEventListener('abort', follow);
    },
  };
}
