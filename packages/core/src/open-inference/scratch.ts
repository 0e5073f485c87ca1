/** Memory that one call after the other writes into: fresh memory costs more than to copy what is needed of it. */
export interface Scratch<Elements> {
  /** At least so long, with anything in it. */
  readonly take: (length: number) => Elements;
}

/** What is kept between calls. */
const LARGEST_KEPT_BYTES = 8 * 1024 * 1024;

export function createScratch<Elements extends Uint8Array | Float64Array>(
  allocate: (length: number) => Elements,
): Scratch<Elements> {
  let kept = allocate(0);
  return {
    take(length) {
      if (length <= kept.length) return kept;
      const taken = allocate(length);
      if (taken.byteLength <= LARGEST_KEPT_BYTES) kept = taken;
      return taken;
    },
  };
}
