/** As many buffers as parts may be on their way, each used again and again. */
export interface PartBuffers {
  /** An empty one, as soon as there is one. Throws what work on an earlier one failed with. */
  take(): Promise<Uint8Array>;
  /** Starts work on a taken one, which is free again when the work has ended. */
  lend(buffer: Uint8Array, work: () => Promise<void>): void;
  /** Waits for all work, and throws the first failure. */
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
  let failures: readonly unknown[] = [];
  let made = 0;

  const throwFailure = (): void => {
    if (failures.length > 0) throw failures[0];
  };

  return {
    async take() {
      const isFull = (): boolean => free.length === 0 && made === count;
      while (isFull()) await Promise.race(working);
      throwFailure();
      const used = free.pop();
      if (used !== undefined) return used;
      made += 1;
      return new Uint8Array(partBytes);
    },
    lend(buffer, work) {
      const ended = work()
        .catch((error: unknown) => {
          failures = [...failures, error];
          onFailure();
        })
        .finally(() => {
          free.push(buffer);
          working.delete(ended);
        });
      working.add(ended);
    },
    async settled() {
      await Promise.all(working);
      throwFailure();
    },
  };
}
