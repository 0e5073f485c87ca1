/** Memory that one call after the other writes into: fresh memory costs more than to copy what is needed of it. */
export interface Scratch {
  /** At least so long, with anything in it. */
  readonly take: (length: number) => Float64Array;
}

/** What is kept between calls. */
const LARGEST_KEPT_BYTES = 8 * 1024 * 1024;

export function createScratch(): Scratch {
  let kept = new Float64Array(0);
  return {
    take(length) {
      if (length <= kept.length) return kept;
      const taken = new Float64Array(length);
      if (taken.byteLength <= LARGEST_KEPT_BYTES) kept = taken;
      return taken;
    },
  };
}
