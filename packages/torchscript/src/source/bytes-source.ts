import type { ByteSource } from './byte-source.ts';

/** Bytes in memory as a {@link ByteSource}. They are not copied. */
export function fromBytes(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.byteLength,
    read: async (offset, length, { abortSignal } = {}) => {
      abortSignal?.throwIfAborted();
      return bytes.subarray(offset, offset + length);
    },
  };
}
