import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bytesOf } from './element-arrays.ts';
import {
  fromBfloat16Bits,
  fromFloat16Bits,
  narrowToSmallFloats,
  toBfloat16Bits,
  toFloat16Bits,
  widenSmallFloats,
} from './small-float.ts';

const formats = [
  { datatype: 'FP16', toBits: toFloat16Bits, fromBits: fromFloat16Bits, infinity: 0x7c00 },
  { datatype: 'BF16', toBits: toBfloat16Bits, fromBits: fromBfloat16Bits, infinity: 0x7f80 },
] as const;

const allBits = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);

describe.each(formats)('$datatype', ({ datatype, toBits, fromBits, infinity }) => {
  test('comes back from its number, for all 65,536 patterns', () => {
    const wrong = allBits.filter((bits) => {
      const isNan = (bits & 0x7fff) > infinity;
      const back = toBits(fromBits(bits));
      return isNan ? (back & 0x7fff) <= infinity : back !== bits;
    });
    expect(wrong).toHaveLength(0);
  });

  test('grows with its pattern', () => {
    const patterns = allBits.subarray(1, infinity + 1);
    expect(patterns.find((bits) => fromBits(bits) <= fromBits(bits - 1))).toBeUndefined();
  });

  test('rounds to the nearest, ties to the even pattern', () => {
    const isRight = (bits: number): boolean => {
      const low = fromBits(bits);
      const step = fromBits(bits + 1) - low;
      return (
        toBits(low + step * 0.499) === bits &&
        toBits(low + step / 2) === bits + (bits % 2) &&
        toBits(low + step * 0.501) === bits + 1
      );
    };
    expect(allBits.subarray(0, infinity - 1).find((bits) => !isRight(bits))).toBeUndefined();
  });

  test('rounds once: a double a hair above a tie goes up, though its float32 is the tie', () => {
    const tie = (fromBits(0x3f80) + fromBits(0x3f81)) / 2;
    const above = tie * (1 + 2 ** -40);
    expect(Math.fround(above)).toBe(tie);
    expect(toBits(above)).toBe(0x3f81);
  });

  test('overflows to infinity from half a step beyond its largest number on', () => {
    const largest = fromBits(infinity - 1);
    const step = largest - fromBits(infinity - 2);
    expect(toBits(largest + step / 2)).toBe(infinity);
    expect(toBits((largest + step / 2) * (1 - 2 ** -50))).toBe(infinity - 1);
    expect(toBits(-1e300)).toBe(0x8000 | infinity);
  });

  test('keeps zeros with their sign, infinities and NaN', () => {
    expect(toBits(0)).toBe(0);
    expect(toBits(-0)).toBe(0x8000);
    expect(toBits(-Number.MIN_VALUE)).toBe(0x8000);
    expect(Object.is(fromBits(0x8000), -0)).toBe(true);
    expect(fromBits(toBits(Infinity))).toBe(Infinity);
    expect(fromBits(toBits(-Infinity))).toBe(-Infinity);
    expect(fromBits(toBits(NaN))).toBe(NaN);
  });

  test('converts whole arrays alike', () => {
    const values = widenSmallFloats(datatype, allBits);
    expect(values.every((value, bits) => Object.is(value, fromBits(bits)))).toBe(true);
    const bits = narrowToSmallFloats(datatype, values);
    expect(bits.every((each, index) => each === toBits(values[index] ?? 0))).toBe(true);
  });
});

const python =
  process.env['TORCHRELAY_PYTHON'] ??
  fileURLToPath(new URL('../../../../.python/serving/bin/python', import.meta.url));
const hasPython = existsSync(python);

describe.skipIf(!hasPython)('PyTorch itself (skipped without TORCHRELAY_PYTHON)', () => {
  test.each(formats)(
    'reads every $datatype pattern and rounds every float32 near a tie as we do',
    { timeout: 120_000 },
    ({ datatype, toBits, fromBits, infinity }) => {
      const values = valuesNearTies({ fromBits, infinity });
      const dtype = datatype === 'FP16' ? 'float16' : 'bfloat16';
      const output = runPython({ dtype, values });
      const widened = new Float32Array(output.buffer, 0, 65_536);
      const narrowed = new Uint16Array(output.buffer, 65_536 * 4);
      expect(widened.findIndex((value, bits) => !Object.is(value, fromBits(bits)))).toBe(-1);
      expect(narrowed.findIndex((bits, index) => bits !== toBits(values[index] ?? 0))).toBe(-1);
    },
  );
});

/** For each pair of neighbours the tie between them, and the float32 on each side of it. */
function valuesNearTies({
  fromBits,
  infinity,
}: {
  fromBits: (bits: number) => number;
  infinity: number;
}): Float32Array {
  const values: number[] = [];
  for (let bits = 0; bits < infinity - 1; bits++) {
    const tie = (fromBits(bits) + fromBits(bits + 1)) / 2;
    values.push(Math.fround(tie * (1 - 2 ** -23)), tie, -tie, Math.fround(tie * (1 + 2 ** -23)));
  }
  return new Float32Array(values);
}

/** All patterns as float32, and then the values as bits of the dtype. */
function runPython({ dtype, values }: { dtype: string; values: Float32Array }): Uint8Array {
  const program = `
import sys, torch
values = torch.frombuffer(bytearray(sys.stdin.buffer.read()), dtype=torch.float32)
patterns = torch.arange(65536, dtype=torch.int32).to(torch.int16).view(torch.${dtype})
sys.stdout.buffer.write(patterns.to(torch.float32).numpy().tobytes())
sys.stdout.buffer.write(values.to(torch.${dtype}).view(torch.int16).numpy().tobytes())
`;
  const output = execFileSync(python, ['-c', program], {
    input: bytesOf(values),
    maxBuffer: 2 ** 26,
  });
  return new Uint8Array(output);
}
