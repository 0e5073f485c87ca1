import type { WireTensor } from '@torchrelay/core';

/** What a worker and its server say to each other: a JSON header, then the tensors' bytes. */
export interface Frame {
  readonly header: FrameHeader;
  readonly tensors: readonly WireTensor[];
}

export interface FrameHeader {
  readonly type: string;
  /** Ties an answer to its request. */
  readonly id?: number;
  readonly [key: string]: unknown;
}

type TensorEntry = Omit<WireTensor, 'bytes'> & { readonly size: number };

const PREFIX_BYTES = 4;
/** Far above any honest header, far below what would hurt. */
const LARGEST_HEADER_BYTES = 16 * 1024 * 1024;

/** The frame in pieces; the tensors' bytes are not copied. */
export function encodeFrame({ header, tensors }: Frame): Uint8Array[] {
  const entries = tensors.map(({ name, datatype, shape, bytes }) => ({
    name,
    datatype,
    shape,
    size: bytes.byteLength,
  }));
  const text = Buffer.from(JSON.stringify({ ...header, tensors: entries }));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32LE(text.byteLength);
  return [prefix, text, ...tensors.map(({ bytes }) => bytes)];
}

/** Takes the socket's chunks, however they are cut, and gives whole frames. */
export function createFrameReader({
  onFrame,
}: {
  onFrame: (frame: Frame) => void;
}): (chunk: Uint8Array) => void {
  let buffer: Buffer;
  let filled: number;
  let whenFull: (bytes: Buffer) => void;

  const expect = (length: number, then: (bytes: Buffer) => void): void => {
    // Not from the shared pool: the tensors' views keep it, and start where their types may.
    buffer = Buffer.allocUnsafeSlow(length);
    filled = 0;
    whenFull = then;
    if (length === 0) then(buffer);
  };
  const expectFrame = (): void =>
    expect(PREFIX_BYTES, (prefix) =>
      expect(headerLength(prefix), (text) => {
        const { tensors, ...header } = parseHeader(text);
        const size = tensors.reduce((sum, tensor) => sum + tensor.size, 0);
        expect(size, (bytes) => {
          expectFrame();
          onFrame({ header, tensors: cut({ tensors, bytes }) });
        });
      }),
    );
  expectFrame();

  return (chunk) => {
    for (let read = 0; read < chunk.byteLength;) {
      const piece = chunk.subarray(read, read + buffer.byteLength - filled);
      buffer.set(piece, filled);
      read += piece.byteLength;
      filled += piece.byteLength;
      if (filled === buffer.byteLength) whenFull(buffer);
    }
  };
}

function headerLength(prefix: Buffer): number {
  const length = prefix.readUInt32LE();
  if (length > LARGEST_HEADER_BYTES)
    throw new RangeError(`A frame's header of ${length} bytes is too large.`);
  return length;
}

/** The worker is ours: its headers have this form. */
function parseHeader(text: Buffer): FrameHeader & { readonly tensors: readonly TensorEntry[] } {
  return JSON.parse(text.toString('utf8'));
}

function cut({ tensors, bytes }: { tensors: readonly TensorEntry[]; bytes: Buffer }): WireTensor[] {
  let offset = 0;
  return tensors.map(({ size, ...tensor }) => {
    const view = new Uint8Array(bytes.buffer, bytes.byteOffset + offset, size);
    offset += size;
    return { ...tensor, bytes: view };
  });
}
