/** UTF-8 that is put together in memory which the next text uses again: fresh memory costs more than a copy. */
export interface GrowingText {
  add(text: string): void;
  /**
   * For what is quicker to write byte by byte: `write` is given memory and where to begin in it, and gives where it has
   * ended, at most `mostBytes` later.
   */
  addBytes(mostBytes: number, write: (memory: Uint8Array, start: number) => number): void;
  /** A copy of the whole. */
  end(): Uint8Array;
}

const FIRST_BYTES = 4096;
/** What is kept between texts. */
const LARGEST_KEPT_BYTES = 8 * 1024 * 1024;

let kept: Buffer = Buffer.alloc(FIRST_BYTES);

/** One at a time: whoever begins the next may no longer use the last. */
export function beginText(): GrowingText {
  let memory = kept;
  let length = 0;
  // Texts alone are quicker to join as texts.
  let unwritten = '';

  const reserve = (bytes: number): void => {
    if (length + bytes <= memory.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(length + bytes, 2 * memory.length));
    larger.set(memory.subarray(0, length));
    memory = larger;
    if (memory.length <= LARGEST_KEPT_BYTES) kept = memory;
  };
  const writeTexts = (): void => {
    if (unwritten === '') return;
    reserve(Buffer.byteLength(unwritten));
    length += memory.write(unwritten, length);
    unwritten = '';
  };

  return {
    add(text) {
      unwritten += text;
    },
    addBytes(mostBytes, write) {
      writeTexts();
      reserve(mostBytes);
      length = write(memory, length);
    },
    end() {
      if (length === 0) return Buffer.from(unwritten);
      writeTexts();
      return Buffer.from(memory.subarray(0, length));
    },
  };
}
