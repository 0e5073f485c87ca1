import type { WireTensor } from '@torchrelay/core';

/** The number of rows along the batch dimension, which all tensors of a request share. */
export function rowsOf(tensors: readonly WireTensor[]): number {
  return tensors[0]?.shape[0] ?? 0;
}

/** Two requests with the same key differ at most in their number of rows. */
export function batchKey(tensors: readonly WireTensor[]): string {
  return tensors.map(({ datatype, shape }) => `${datatype}:${shape.slice(1).join('x')}`).join(' ');
}

/** Joins requests of the same key along the batch dimension. */
export function joinRequests(requests: readonly (readonly WireTensor[])[]): WireTensor[] {
  const [first = []] = requests;
  if (requests.length < 2) return [...first];
  const rows = requests.reduce((sum, tensors) => sum + rowsOf(tensors), 0);
  return first.map(({ name, datatype, shape }, index) => ({
    name,
    datatype,
    shape: [rows, ...shape.slice(1)],
    bytes: joinBytes(requests.map((tensors) => tensors[index]?.bytes ?? new Uint8Array())),
  }));
}

/**
 * Cuts the answer of a batch into the answers of its members, without copying.
 *
 * @returns `undefined` when an output does not have a row for each row that went in.
 */
export function splitAnswer({
  outputs,
  rows,
}: {
  outputs: readonly WireTensor[];
  /** Of each member, in order. */
  rows: readonly number[];
}): WireTensor[][] | undefined {
  const total = rows.reduce((sum, count) => sum + count, 0);
  if (outputs.some(({ shape }) => shape[0] !== total)) return undefined;
  let start = 0;
  return rows.map((count) => {
    const part = outputs.map((output) => slice({ output, start, count, total }));
    start += count;
    return part;
  });
}

function slice({
  output: { name, datatype, shape, bytes },
  start,
  count,
  total,
}: {
  output: WireTensor;
  start: number;
  count: number;
  total: number;
}): WireTensor {
  const rowBytes = bytes.byteLength / total;
  return {
    name,
    datatype,
    shape: [count, ...shape.slice(1)],
    bytes: bytes.subarray(start * rowBytes, (start + count) * rowBytes),
  };
}

function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece, offset);
    offset += piece.byteLength;
  }
  return joined;
}
