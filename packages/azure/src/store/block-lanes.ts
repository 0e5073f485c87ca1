import type { BufferPool } from './cut-into-blocks.ts';

/** Runs as many pieces of work at once as there are buffers. */
export interface BlockLanes extends BufferPool {
  /** Starts work on a taken buffer, which is free again when it has ended. */
  run(block: Buffer, work: () => Promise<void>): void;
  /** Waits for all of it, and throws the first failure. */
  settled(): Promise<void>;
}

export function createBlockLanes({
  count,
  blockBytes,
  onFailure,
}: {
  readonly count: number;
  readonly blockBytes: number;
  /** Called at once, when work fails. */
  readonly onFailure: () => void;
}): BlockLanes {
  const idle: ArrayBufferLike[] = [];
  const busy = new Set<Promise<void>>();
  let made = 0;
  let failure: { readonly error: unknown } | undefined;

  const throwFailure = (): void => {
    if (failure !== undefined) throw failure.error;
  };

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      failure ??= { error };
      onFailure();
    }
  };

  return {
    async take() {
      for (;;) {
        throwFailure();
        const free = idle.pop();
        if (free !== undefined) return Buffer.from(free);
        if (made < count) {
          made += 1;
          return Buffer.from(new ArrayBuffer(blockBytes));
        }
        await Promise.race(busy);
      }
    },
    run(block, work) {
      const working = attempt(work).finally(() => {
        idle.push(block.buffer);
        busy.delete(working);
      });
      busy.add(working);
    },
    async settled() {
      await Promise.all(busy);
      throwFailure();
    },
  };
}
