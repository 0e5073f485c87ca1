/**
 * Random access to a file's bytes, wherever it is. Implement it to inspect a file in an object store
 * by ranged reads.
 */
export interface ByteSource {
  /** For messages: a path or an address. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Exactly `length` bytes from `offset`, which both lie within `size`; rejects if it cannot. */
  read(
    offset: number,
    length: number,
    call?: { readonly abortSignal?: AbortSignal | undefined },
  ): Promise<Uint8Array>;
}
