import { corrupt } from '../refusals.ts';

/** Reads little-endian numbers at byte offsets; the caller has checked that they lie within. */
export interface Fields {
  readonly u16: (offset: number) => number;
  readonly u32: (offset: number) => number;
  readonly u64: (offset: number) => number;
}

export function fieldsOf(bytes: Uint8Array, place: string): Fields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    u16: (offset) => view.getUint16(offset, true),
    u32: (offset) => view.getUint32(offset, true),
    u64: (offset) => {
      const value = view.getBigUint64(offset, true);
      if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
        throw corrupt(`The ${place} declares an impossible size or offset of ${value} bytes.`, {
          place,
        });
      }
      return Number(value);
    },
  };
}
