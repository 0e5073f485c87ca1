/** A piece of a pickle: the opcodes that push one value. */
export type Piece = Buffer;

export type Plain = null | boolean | number | string | Piece;

/** A pickle as PyTorch writes it: protocol 2, one value. */
export function pickle(value: Plain): Uint8Array {
  return new Uint8Array(Buffer.concat([Buffer.from([0x80, 2]), piece(value), Buffer.from('.')]));
}

function piece(value: Plain): Piece {
  if (value === null) return Buffer.from('N');
  if (typeof value === 'boolean') return Buffer.from([value ? 0x88 : 0x89]);
  if (typeof value === 'string') return text(value);
  return typeof value === 'number' ? number(value) : value;
}

function text(value: string): Piece {
  const bytes = Buffer.from(value);
  const header = Buffer.from('X....');
  header.writeUInt32LE(bytes.byteLength, 1);
  return Buffer.concat([header, bytes]);
}

function number(value: number): Piece {
  if (!Number.isInteger(value)) {
    const float = Buffer.alloc(9, 'G');
    float.writeDoubleBE(value, 1);
    return float;
  }
  if (Math.abs(value) < 2 ** 31) {
    const int = Buffer.alloc(5, 'J');
    int.writeInt32LE(value, 1);
    return int;
  }
  const long = Buffer.alloc(10);
  long.set([0x8a, 8]);
  long.writeBigInt64LE(BigInt(value), 2);
  return long;
}

export function global(module: string, name: string): Piece {
  return Buffer.from(`c${module}\n${name}\n`);
}

export function tuple(...items: readonly Plain[]): Piece {
  return Buffer.concat([Buffer.from('('), ...items.map(piece), Buffer.from('t')]);
}

export function list(...items: readonly Plain[]): Piece {
  return Buffer.concat([Buffer.from(']('), ...items.map(piece), Buffer.from('e')]);
}

export function dict(entries: Readonly<Record<string, Plain>>): Piece {
  const items = Object.entries(entries).flatMap(([key, value]) => [piece(key), piece(value)]);
  return Buffer.concat([Buffer.from('}('), ...items, Buffer.from('u')]);
}

export function call(callee: Piece, args: Plain): Piece {
  return Buffer.concat([callee, piece(args), Buffer.from('R')]);
}

/** An object of a class, its state given by BUILD. */
export function object(type: Piece, state: Plain): Piece {
  return Buffer.concat([type, Buffer.from(')\x81', 'latin1'), piece(state), Buffer.from('b')]);
}

/** Stores a value under a memo number, for {@link recall}. */
export function remember(value: Plain, index: number): Piece {
  return Buffer.concat([piece(value), Buffer.from([0x71, index])]);
}

export function recall(index: number): Piece {
  return Buffer.from([0x68, index]);
}

export function storage({
  type = 'FloatStorage',
  key = '0',
  device = 'cpu',
  elements,
}: {
  type?: string;
  key?: string;
  device?: string;
  elements: number;
}): Piece {
  const id = tuple('storage', global('torch', type), key, device, elements);
  return Buffer.concat([id, Buffer.from('Q')]);
}

/** A contiguous tensor with a storage of its own, unless told otherwise. */
export function tensor({
  shape,
  strides = rowMajor(shape),
  offset = 0,
  requiresGrad = false,
  from = storage({ elements: shape.reduce((product, size) => product * size, 1) }),
}: {
  shape: readonly number[];
  strides?: readonly number[];
  offset?: number;
  requiresGrad?: boolean;
  from?: Piece;
}): Piece {
  const hooks = call(global('collections', 'OrderedDict'), tuple());
  return call(
    global('torch._utils', '_rebuild_tensor_v2'),
    tuple(from, offset, tuple(...shape), tuple(...strides), requiresGrad, hooks),
  );
}

function rowMajor(shape: readonly number[]): readonly number[] {
  return shape.map((_, at) => shape.slice(at + 1).reduce((product, size) => product * size, 1));
}
