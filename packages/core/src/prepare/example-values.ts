import { createHash } from 'node:crypto';

import { bytesOf, newElements } from '../open-inference/element-arrays.ts';
import { toBfloat16Bits, toFloat16Bits } from '../open-inference/small-float.ts';
import type { TensorDatatype } from '../target/signature.ts';

/** Datatypes of which any value will do for an example. An integer may be an index, which must not be guessed. */
export type GuessableDatatype = 'BOOL' | 'FP16' | 'BF16' | 'FP32' | 'FP64';

export function isGuessable(datatype: TensorDatatype): datatype is GuessableDatatype {
  return datatype === 'BOOL' || datatype === 'BF16' || datatype.startsWith('FP');
}

/**
 * The bytes of an example: the same for the same name, datatype and count on every machine. Numbers are
 * multiples of 1/256 from 0 to below 1, which every floating-point type holds exactly; a mask is half true,
 * since all and none are both special to attention.
 */
export function exampleBytes({
  name,
  datatype,
  count,
}: {
  readonly name: string;
  readonly datatype: GuessableDatatype;
  readonly count: number;
}): Uint8Array {
  const elements = newElements(datatype, count);
  const next = randomBytes(name);
  const encode = encoders[datatype];
  for (let index = 0; index < count; index++) elements[index] = encode(next());
  return bytesOf(elements);
}

const encoders: Readonly<Record<GuessableDatatype, (byte: number) => number>> = {
  BOOL: (byte) => byte & 1,
  FP16: (byte) => toFloat16Bits(byte / 256),
  BF16: (byte) => toBfloat16Bits(byte / 256),
  FP32: (byte) => byte / 256,
  FP64: (byte) => byte / 256,
};

/** Mulberry32, seeded with a name: numbers from 0 to 255. */
function randomBytes(seed: string): () => number {
  let state = createHash('sha256').update(seed).digest().readUInt32LE();
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 24) & 0xff;
  };
}
