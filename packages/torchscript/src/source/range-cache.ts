import type { Range } from './merge-ranges.ts';

/** Parts of a file in memory. */
export interface RangeCache {
  /** The bytes of a range, where one part has all of them. */
  find(range: Range): Uint8Array | undefined;
  keep(offset: number, bytes: Uint8Array): void;
}

/** Keeps what was kept last, up to so many bytes; a part that alone has more is not kept at all. */
export function createRangeCache(capacityInBytes: number): RangeCache {
  const parts: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  let kept = 0;
  return {
    find({ offset, length }) {
      const part = parts.findLast(
        (each) => each.offset <= offset && offset + length <= each.offset + each.bytes.length,
      );
      return part?.bytes.subarray(offset - part.offset, offset - part.offset + length);
    },
    keep(offset, bytes) {
      if (bytes.length > capacityInBytes) return;
      parts.push({ offset, bytes });
      kept += bytes.length;
      while (kept > capacityInBytes) kept -= parts.shift()?.bytes.length ?? kept;
    },
  };
}
