/** UTF-8 that is put together in memory which the next text uses again: fresh memory costs more than a copy. */
export interface GrowingText {
  add(text: string): void;
  /**
   * For what is quicker to write byte by byte: `write` is given memory and where to begin in it, and gives where it has
   * ended, at most `mostBytes` later.
   */
  addBytes(mostBytes: number, write: (memory: Uint8Array, start: number) => number): void;
  /** A copy of the whole. Nothing can be added any more. */
  end(): Uint8Array;
}

const FIRST_BYTES = 4096;
/** What is kept between texts. */
const LARGEST_KEPT_BYTES = 8 * 1024 * 1024;

/** Longer ones are written at once: a string can be only so long. */
const LONGEST_UNWRITTEN = 64 * 1024;

let kept: Buffer | undefined;

export function beginText(): GrowingText {
  let memory = kept ?? Buffer.allocUnsafeSlow(FIRST_BYTES);
  // Nobody else's until the end.
  kept = undefined;
  let length = 0;
  // Texts alone are quicker to join as texts.
  let unwritten = '';

  const reserve = (bytes: number): void => {
    if (length + bytes <= memory.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(length + bytes, 2 * memory.length));
    larger.set(memory.subarray(0, length));
    memory = larger;
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
      if (unwritten.length > LONGEST_UNWRITTEN) writeTexts();
    },
    addBytes(mostBytes, write) {
      writeTexts();
      reserve(mostBytes);
      length = write(memory, length);
    },
    end() {
      writeTexts();
      if (memory.length <= LARGEST_KEPT_BYTES) kept = memory;
      return Buffer.from(memory.subarray(0, length));
    },
  };
}
