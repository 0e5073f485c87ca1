/** A binary floating-point format of 16 bits. */
interface SmallFloat {
  /** Bits after the point. */
  readonly fraction: number;
  /** The exponent of the smallest normal number. */
  readonly minExponent: number;
  /** The bits of positive infinity: all ones in the exponent. */
  readonly infinity: number;
  /** The bits of the quiet NaN that PyTorch writes. */
  readonly nan: number;
}

const float16: SmallFloat = { fraction: 10, minExponent: -14, infinity: 0x7c00, nan: 0x7e00 };
const bfloat16: SmallFloat = { fraction: 7, minExponent: -126, infinity: 0x7f80, nan: 0x7fc0 };

const scratch = new DataView(new ArrayBuffer(8));

/** The bits of the FP16 number nearest to `value`, ties to even; infinity from 65520 on. */
export function toFloat16Bits(value: number): number {
  return roundToBits(float16, value);
}

/** The bits of the BF16 number nearest to `value`, ties to even. */
export function toBfloat16Bits(value: number): number {
  return roundToBits(bfloat16, value);
}

/** The number that 16 bits of IEEE half precision mean. */
export function fromFloat16Bits(bits: number): number {
  return valueOfBits(float16, bits);
}

/** The number that 16 bits of bfloat16 mean. */
export function fromBfloat16Bits(bits: number): number {
  return valueOfBits(bfloat16, bits);
}

/** FP16 or BF16 elements as float32, which holds them all exactly. */
export function widenSmallFloats(datatype: 'FP16' | 'BF16', bits: Uint16Array): Float32Array {
  const values = new Float32Array(bits.length);
  const fromBits = datatype === 'FP16' ? fromFloat16Bits : fromBfloat16Bits;
  for (let index = 0; index < bits.length; index++) values[index] = fromBits(bits[index] ?? 0);
  return values;
}

/** Numbers as FP16 or BF16 elements, each rounded to the nearest, ties to even. */
export function narrowToSmallFloats(
  datatype: 'FP16' | 'BF16',
  values: ArrayLike<number>,
): Uint16Array {
  const bits = new Uint16Array(values.length);
  const toBits = datatype === 'FP16' ? toFloat16Bits : toBfloat16Bits;
  for (let index = 0; index < values.length; index++) bits[index] = toBits(values[index] ?? 0);
  return bits;
}

/**
 * Rounds once, from the double itself: going through a float32 first would round twice and miss
 * the nearest value for some numbers.
 */
function roundToBits({ fraction, minExponent, infinity, nan }: SmallFloat, value: number): number {
  if (Number.isNaN(value)) return nan;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude === Infinity) return sign | infinity;
  const exponent = Math.max(exponentOf(magnitude), minExponent);
  if (exponent > -minExponent + 1) return sign | infinity;
  const units = roundTiesToEven(magnitude * 2 ** (fraction - exponent));
  // A subnormal number has no leading one in `units`, and so none to add to the exponent's field.
  // Rounding up to the next power of two carries into that field, up to infinity.
  return sign | (((exponent - minExponent) << fraction) + units);
}

function valueOfBits({ fraction, minExponent, infinity }: SmallFloat, bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const magnitude = bits & 0x7fff;
  if (magnitude > infinity) return NaN;
  if (magnitude === infinity) return sign * Infinity;
  const field = magnitude >> fraction;
  const significand = magnitude & ((1 << fraction) - 1);
  if (field === 0) return sign * significand * 2 ** (minExponent - fraction);
  return sign * (significand + (1 << fraction)) * 2 ** (field - 1 + minExponent - fraction);
}

/** The exponent of a positive double. Doubles below 2^-1022 count as zero here: no matter. */
function exponentOf(magnitude: number): number {
  scratch.setFloat64(0, magnitude);
  return (scratch.getUint16(0) >> 4) - 1023;
}

/** Adding 2^52 leaves no room for a fraction, so the addition itself rounds, ties to even. */
function roundTiesToEven(magnitude: number): number {
  return magnitude + 2 ** 52 - 2 ** 52;
}
