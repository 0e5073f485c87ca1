import type { WireTensor } from '@torchrelay/core';

/** What a worker and its server say to each other: a JSON header, then the tensors' bytes. */
export interface Frame {
  /** Ties an answer to its request; 0 in what nobody asked for. */
  readonly id: number;
  /** In an answer, how long the worker took for it; in a request, how long it may look for the next before it sleeps. */
  readonly durationInMs: number;
  readonly header: FrameHeader;
  readonly tensors: readonly WireTensor[];
}

export interface FrameHeader {
  readonly type: string;
  readonly [key: string]: unknown;
}

type TensorEntry = Omit<WireTensor, 'bytes'> & { readonly size: number };

interface Layout {
  readonly header: FrameHeader;
  readonly tensors: readonly TensorEntry[];
}

/** Length of the header (4 bytes), id (4), the duration in microseconds (4), length of the tensors (8). */
const PREFIX_BYTES = 20;
/** Far above any honest header, far below what would hurt. */
const LARGEST_HEADER_BYTES = 16 * 1024 * 1024;
/** A copy of so much costs less than another piece to write. */
const LARGEST_COPY_BYTES = 16 * 1024;
/** Answers of one shape have the same header: so many are remembered. */
const MOST_KNOWN = 256;

/** The frame in pieces; the bytes of large tensors are not copied. */
export function encodeFrame({ id, durationInMs, header, tensors }: Frame): Uint8Array[] {
  const entries = tensors.map(({ name, datatype, shape, bytes: { byteLength: size } }) => ({
    name,
    datatype,
    shape,
    size,
  }));
  const text = JSON.stringify({ ...header, tensors: entries });
  const headerBytes = Buffer.byteLength(text);
  const tensorBytes = entries.reduce((sum, { size }) => sum + size, 0);
  const isSmall = tensorBytes <= LARGEST_COPY_BYTES;
  const front = Buffer.allocUnsafe(PREFIX_BYTES + headerBytes + (isSmall ? tensorBytes : 0));
  front.writeUInt32LE(headerBytes, 0);
  front.writeUInt32LE(id, 4);
  front.writeUInt32LE(durationInMs * 1000, 8);
  front.writeBigUInt64LE(BigInt(tensorBytes), 12);
  front.write(text, PREFIX_BYTES);
  if (!isSmall) return [front, ...tensors.map(({ bytes }) => bytes)];
  let offset = PREFIX_BYTES + headerBytes;
  for (const { bytes } of tensors) {
    front.set(bytes, offset);
    offset += bytes.byteLength;
  }
  return [front];
}

/** A frame whose tensors are still coming. */
interface Unfinished extends Layout {
  readonly id: number;
  readonly durationInMs: number;
  readonly bytes: Buffer;
  filled: number;
}

/** Takes the socket's chunks, however they are cut, and gives whole frames. */
export function createFrameReader({
  onFrame,
}: {
  onFrame: (frame: Frame) => void;
}): (chunk: Uint8Array) => void {
  const parse = createHeaderParser();
  let rest: Buffer = Buffer.alloc(0);
  let unfinished: Unfinished | undefined;

  return (chunk) => {
    const bytes = rest.byteLength === 0 ? viewOf(chunk) : Buffer.concat([rest, chunk]);
    let at = 0;
    while (true) {
      if (unfinished === undefined) {
        const end = endOfHead(bytes, at);
        if (end === undefined) break;
        unfinished = beginFrame({ head: bytes.subarray(at, end), parse });
        at = end;
      }
      at += fill(unfinished, bytes, at);
      const { id, durationInMs, header, tensors, bytes: body, filled }: Unfinished = unfinished;
      if (filled < body.byteLength) break;
      unfinished = undefined;
      onFrame({ id, durationInMs, header, tensors: cut({ tensors, bytes: body }) });
    }
    rest = bytes.subarray(at);
  };
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Of prefix and header, when they are there. */
function endOfHead(bytes: Buffer, start: number): number | undefined {
  if (bytes.byteLength < start + 4) return undefined;
  const headerBytes = bytes.readUInt32LE(start);
  if (headerBytes > LARGEST_HEADER_BYTES)
    throw new RangeError(`A frame's header of ${headerBytes} bytes is too large.`);
  const end = start + PREFIX_BYTES + headerBytes;
  return end <= bytes.byteLength ? end : undefined;
}

function beginFrame({
  head,
  parse,
}: {
  head: Buffer;
  parse: (text: string) => Layout;
}): Unfinished {
  return {
    id: head.readUInt32LE(4),
    durationInMs: head.readUInt32LE(8) / 1000,
    ...parse(head.toString('utf8', PREFIX_BYTES)),
    // Not from the shared pool: the tensors' views keep it, and start where their types may.
    bytes: Buffer.allocUnsafeSlow(Number(head.readBigUInt64LE(12))),
    filled: 0,
  };
}

function fill(frame: Unfinished, source: Buffer, start: number): number {
  const copied = source.copy(frame.bytes, frame.filled, start);
  frame.filled += copied;
  return copied;
}

/** The worker is ours: its headers have this form. */
function createHeaderParser(): (text: string) => Layout {
  const known = new Map<string, Layout>();
  return (text) => {
    const layout = known.get(text);
    if (layout !== undefined) return layout;
    const { tensors, ...header }: FrameHeader & Pick<Layout, 'tensors'> = JSON.parse(text);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(text, { header, tensors });
    return { header, tensors };
  };
}

function cut({ tensors, bytes }: { tensors: readonly TensorEntry[]; bytes: Buffer }): WireTensor[] {
  let offset = 0;
  return tensors.map(({ name, datatype, shape, size }) => {
    const view = new Uint8Array(bytes.buffer, bytes.byteOffset + offset, size);
    offset += size;
    return { name, datatype, shape, bytes: view };
  });
}
