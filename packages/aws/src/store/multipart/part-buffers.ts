/** As many buffers as parts may be on their way, each used again and again. */
export interface PartBuffers {
  /** An empty one, as soon as there is one. Throws what work on an earlier one failed with. */
  take(): Promise<Uint8Array>;
  /** Starts work on a taken one, which is free again when the work has ended. */
  lend(buffer: Uint8Array, work: () => Promise<void>): void;
  /** What work has failed with first. */
  failure(): { readonly error: unknown } | undefined;
  /** Waits for all work, failed or not. */
  settled(): Promise<void>;
}

export function createPartBuffers({
  count,
  partBytes,
  onFailure,
}: {
  readonly count: number;
  readonly partBytes: number;
  /** Told at once, so that the other work can be stopped. */
  readonly onFailure: () => void;
}): PartBuffers {
  const free: Uint8Array[] = [];
  const working = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  let made = 0;

  return {
    async take() {
      const isFull = (): boolean => free.length === 0 && made === count;
      while (isFull()) await Promise.race(working);
      if (failure !== undefined) throw failure.error;
      const used = free.pop();
      if (used !== undefined) return used;
      made += 1;
      return new Uint8Array(partBytes);
    },
    lend(buffer, work) {
      const ended = work()
        .catch((error: unknown) => {
          failure ??= { error };
          onFailure();
        })
        .finally(() => {
          free.push(buffer);
          working.delete(ended);
        });
      working.add(ended);
    },
    failure: () => failure,
    async settled() {
      await Promise.all(working);
    },
  };
}
