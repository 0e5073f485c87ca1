import type { Call } from '@torchrelay/core/target';

/** Ends a request that has died without a word. */
export interface SilenceGuard {
  /** Aborted by the call's own signal, or by too long a silence. */
  readonly abortSignal: AbortSignal;
  /** From now on silence counts, anew. */
  watch(): void;
  /** Silence does not count: it is not the other side's turn. */
  rest(): void;
  readonly hasFired: () => boolean;
}

/** Without it a dead connection is waited for until the system notices, in hours. */
export function guardAgainstSilence({ abortSignal }: Call, silenceInMs: number): SilenceGuard {
  const silence = new AbortController();
  const signals = [silence.signal, ...(abortSignal === undefined ? [] : [abortSignal])];
  let timer: NodeJS.Timeout | undefined;
  const rest = (): void => clearTimeout(timer);
  return {
    abortSignal: AbortSignal.any(signals),
    watch() {
      rest();
      timer = setTimeout(() => silence.abort(), silenceInMs);
    },
    rest,
    hasFired: () => silence.signal.aborted && abortSignal?.aborted !== true,
  };
}
