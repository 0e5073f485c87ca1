import { joinBytesElements } from '../bytes-elements.ts';
import { type Datatype, DATATYPES, datatypeBytes } from '../datatype.ts';
import type { WireTensor } from '../messages.ts';
import { elementCount } from '../shape.ts';
import { randomBytes, randomInteger } from './random.ts';

type Random = () => number;

function randomShape(random: Random): number[] {
  return Array.from({ length: randomInteger(random, 4) }, () => randomInteger(random, 5));
}

/** Any bit pattern of the datatype but the NaNs and infinities, which JSON cannot carry. */
export function randomTensor({
  random,
  name,
  datatype = DATATYPES[randomInteger(random, DATATYPES.length)] ?? 'FP32',
}: {
  random: Random;
  name: string;
  datatype?: Datatype;
}): WireTensor {
  const shape = randomShape(random);
  const count = elementCount(shape);
  const size = datatypeBytes(datatype);
  const bytes =
    size === undefined
      ? joinBytesElements(Array.from({ length: count }, () => randomText(random)))
      : randomBytes(random, count * size);
  if (datatype === 'BOOL') bytes.forEach((byte, index) => (bytes[index] = byte & 1));
  return { name, datatype, shape, bytes: withFiniteFloats(datatype, bytes) };
}

/** Clears the lowest bit of the exponent, without which it is never all ones. */
function withFiniteFloats(datatype: Datatype, bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const masks: Partial<Record<Datatype, readonly [size: number, mask: number]>> = {
    FP16: [2, ~0x0400],
    BF16: [2, ~0x0080],
    FP32: [4, ~0x0080],
    FP64: [8, ~0x0010],
  };
  const [size, mask] = masks[datatype] ?? [Infinity, 0];
  for (let end = size; end <= bytes.byteLength; end += size) {
    view.setUint16(end - 2, view.getUint16(end - 2, true) & mask, true);
  }
  return bytes;
}

const alphabet = ['a', 'Z', '0', ' ', '"', '\\', '\n', '\u0000', 'é', '漢', '🦉', '\u2028'];

export function randomText(random: Random): string {
  const pick = (): string => alphabet[randomInteger(random, alphabet.length)] ?? '';
  return Array.from({ length: randomInteger(random, 6) }, pick).join('');
}
