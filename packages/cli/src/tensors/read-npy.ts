import type { TensorInput, TypedArray } from '@torchrelay/core';

import { CommandError } from '../errors/command-error.ts';

/** A file of `numpy.save`, as a value that a model can be asked with. */
export async function readNpy(bytes: Uint8Array, path: string): Promise<TensorInput> {
  const { kind, isFortran, shape, dataOffset } = readHeader(bytes, path);
  if (isFortran && shape.length > 1)
    throw refuse(path, 'is stored column by column (fortran_order)');
  const open = openers[kind];
  if (open === undefined) throw refuse(path, `holds elements of the kind "${kind}"`);
  const count = shape.reduce((product, size) => product * size, 1);
  // A copy of its own, so that the elements are aligned.
  const elements = new Uint8Array(bytes.subarray(dataOffset)).buffer;
  const size = count * Number(kind.at(-1));
  if (elements.byteLength === size) return { data: await open(elements), shape };
  throw refuse(path, `holds ${elements.byteLength} bytes where its shape needs ${size}`);
}

type Opener = (elements: ArrayBuffer) => TypedArray | Promise<TypedArray>;

/** By NumPy's codes, little-endian or of one byte. */
const openers: Readonly<Record<string, Opener>> = {
  '|b1': (elements) => new Uint8Array(elements),
  '|u1': (elements) => new Uint8Array(elements),
  '|i1': (elements) => new Int8Array(elements),
  '<u2': (elements) => new Uint16Array(elements),
  '<i2': (elements) => new Int16Array(elements),
  '<u4': (elements) => new Uint32Array(elements),
  '<i4': (elements) => new Int32Array(elements),
  '<u8': (elements) => new BigUint64Array(elements),
  '<i8': (elements) => new BigInt64Array(elements),
  '<f4': (elements) => new Float32Array(elements),
  '<f8': (elements) => new Float64Array(elements),
  '<f2': async (elements) => {
    const { widenSmallFloats } = await import('@torchrelay/core');
    return widenSmallFloats('FP16', new Uint16Array(elements));
  },
};

interface Header {
  readonly kind: string;
  readonly isFortran: boolean;
  readonly shape: readonly number[];
  readonly dataOffset: number;
}

/** After the magic and the version: a length, and a dict in Python's spelling. */
function readHeader(bytes: Uint8Array, path: string): Header {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < 12 || view.toString('latin1', 0, 6) !== '\u0093NUMPY') {
    throw refuse(path, 'is no file of numpy.save');
  }
  const isFirstVersion = view[6] === 1;
  const start = isFirstVersion ? 10 : 12;
  const dataOffset = start + (isFirstVersion ? view.readUInt16LE(8) : view.readUInt32LE(8));
  const header = view.toString('latin1', start, dataOffset);
  const kind = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (kind === undefined || shape === undefined)
    throw refuse(path, 'has a header that cannot be read');
  return {
    kind,
    isFortran: /'fortran_order':\s*True/.test(header),
    shape: (shape.match(/\d+/g) ?? []).map(Number),
    dataOffset,
  };
}

function refuse(path: string, problem: string): CommandError {
  return new CommandError({
    message: `${path} ${problem}.`,
    hint: "Save it in Python with numbers, row by row: np.save('input.npy', np.ascontiguousarray(array, dtype=np.float32))",
  });
}
