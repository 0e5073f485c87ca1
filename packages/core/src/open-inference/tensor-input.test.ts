import { describe, expect, test } from 'vitest';
import type { TensorSpec } from '../target/signature.ts';
import type { Datatype } from './datatype.ts';
import type { WireTensor } from './messages.ts';
import { toTensor } from './tensor.ts';
import { toWireTensor } from './tensor-input.ts';
import type { Tensor, TensorInput } from './tensor-types.ts';
import { WireError } from './wire-error.ts';

type Wanted = readonly [datatype: Datatype, shape: readonly number[]];

function make(value: TensorInput, wanted?: Wanted): WireTensor {
  const spec: TensorSpec | undefined = wanted && {
    name: 'x',
    datatype: wanted[0],
    shape: wanted[1],
  };
  return toWireTensor({ name: 'x', value, ...(spec && { spec }) });
}

function tensor(value: TensorInput, wanted?: Wanted): Omit<Tensor, 'name'> {
  const { name: _, ...rest } = toTensor(make(value, wanted));
  return rest;
}

describe('without a signature a value is what it looks like', () => {
  test.each<[why: string, value: TensorInput, Omit<Tensor, 'name'>]>([
    ['a number', 5, { datatype: 'FP32', shape: [], data: Float32Array.of(5) }],
    ['numbers', [1, 2], { datatype: 'FP32', shape: [2], data: Float32Array.of(1, 2) }],
    ['nested', [[1], [2]], { datatype: 'FP32', shape: [2, 1], data: Float32Array.of(1, 2) }],
    ['a bigint', 5n, { datatype: 'INT64', shape: [], data: BigInt64Array.of(5n) }],
    ['booleans', [[true, false]], { datatype: 'BOOL', shape: [1, 2], data: Uint8Array.of(1, 0) }],
    ['a string', 'é', { datatype: 'BYTES', shape: [], data: ['é'] }],
    ['strings', ['a', ''], { datatype: 'BYTES', shape: [2], data: ['a', ''] }],
    ['bytes', [Buffer.from('hi')], { datatype: 'BYTES', shape: [1], data: ['hi'] }],
    ['Uint8Array', Uint8Array.of(9), { datatype: 'UINT8', shape: [1], data: Uint8Array.of(9) }],
    ['Buffer', Buffer.of(9), { datatype: 'UINT8', shape: [1], data: Uint8Array.of(9) }],
    [
      'Float64Array',
      Float64Array.of(9),
      { datatype: 'FP64', shape: [1], data: Float64Array.of(9) },
    ],
    ['Int16Array', Int16Array.of(-9), { datatype: 'INT16', shape: [1], data: Int16Array.of(-9) }],
  ])('%s', (_, value, expected) => {
    expect(tensor(value)).toEqual(expected);
  });

  test('a shape and a datatype beside the data say the rest', () => {
    expect(tensor({ data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] })).toEqual({
      datatype: 'FP32',
      shape: [2, 2],
      data: Float32Array.of(1, 2, 3, 4),
    });
    expect(tensor({ data: [[1], [2]], datatype: 'INT8' })).toEqual({
      datatype: 'INT8',
      shape: [2, 1],
      data: Int8Array.of(1, 2),
    });
  });
});

describe('with a signature a value becomes what the model takes', () => {
  test.each<[why: string, value: TensorInput, wanted: Wanted, Tensor['data']]>([
    ['numbers to integers', [1, 2], ['INT64', [-1]], BigInt64Array.of(1n, 2n)],
    ['bigints to integers', [1n], ['INT32', [1]], Int32Array.of(1)],
    ['float32 to float64', Float32Array.of(0.5), ['FP64', [1]], Float64Array.of(0.5)],
    ['float64 to float32', Float64Array.of(0.1), ['FP32', [1]], Float32Array.of(0.1)],
    ['float32 to FP16', Float32Array.of(1, -2), ['FP16', [2]], Uint16Array.of(0x3c00, 0xc000)],
    ['numbers to BF16', [1, NaN], ['BF16', [2]], Uint16Array.of(0x3f80, 0x7fc0)],
    ['raw bits to FP16', Uint16Array.of(0x3c00), ['FP16', [1]], Uint16Array.of(0x3c00)],
    ['bytes to floats', Uint8Array.of(0, 255), ['FP32', [2]], Float32Array.of(0, 255)],
    ['int32 to int64', Int32Array.of(-1), ['INT64', [1]], BigInt64Array.of(-1n)],
    ['int64 to int32', BigInt64Array.of(-1n), ['INT32', [1]], Int32Array.of(-1)],
    ['clamped bytes', Uint8ClampedArray.of(300), ['UINT8', [1]], Uint8Array.of(255)],
    ['bytes to booleans', Uint8Array.of(0, 1), ['BOOL', [2]], Uint8Array.of(0, 1)],
    ['one byte string', Buffer.from('hi'), ['BYTES', [1]], ['hi']],
  ])('%s', (_, value, wanted, expected) => {
    expect(tensor(value, wanted).data).toEqual(expected);
  });

  test('its shape is the model’s, where that leaves one dimension open', () => {
    const image = new Float32Array(2 * 3 * 4 * 4);
    expect(make(image, ['FP32', [-1, 3, 4, 4]]).shape).toEqual([2, 3, 4, 4]);
    expect(make([1, 2, 3], ['FP32', [1, 3]]).shape).toEqual([1, 3]);
    expect(make(7, ['FP32', [-1, 1]]).shape).toEqual([1, 1]);
    expect(make('text', ['BYTES', [1]]).shape).toEqual([1]);
  });

  test('its shape is its own, where the nesting says it', () => {
    expect(
      make(
        [
          [1, 2],
          [3, 4],
        ],
        ['FP32', [-1, -1]],
      ).shape,
    ).toEqual([2, 2]);
    expect(make([[[1]]], ['FP32', [-1, -1, 1]]).shape).toEqual([1, 1, 1]);
    expect(make({ data: [1, 2], shape: [2, 1] }, ['FP32', [-1, -1]]).shape).toEqual([2, 1]);
  });

  test('an array of the right kind is not copied, even in the middle of a buffer', () => {
    const floats = new Float32Array([1, 2, 3, 4]).subarray(1, 3);
    const { bytes } = make(floats, ['FP32', [2]]);
    expect(bytes.buffer).toBe(floats.buffer);
    expect([bytes.byteOffset, bytes.byteLength]).toEqual([4, 8]);
  });

  test('an output of one model can be an input of the next', () => {
    for (const datatype of ['FP16', 'INT64', 'BOOL', 'FP32'] as const) {
      const output = toTensor(make({ data: [], shape: [0, 2], datatype }));
      expect(tensor(output, [datatype, [-1, 2]])).toEqual(tensor(output));
    }
    const words = toTensor(make(['a', 'b']));
    expect(tensor(words, ['BYTES', [2]]).data).toEqual(['a', 'b']);
  });
});

describe('a value that the model cannot take is refused', () => {
  const cases: (readonly [why: string, value: unknown, wanted: Wanted])[] = [
    ['a fraction', [1.5], ['INT64', [1]]],
    ['a fraction in an array', Float32Array.of(1, 2.5), ['INT32', [2]]],
    ['a wider integer', BigInt64Array.of(2n ** 40n), ['INT32', [1]]],
    ['a double beyond float32', Float64Array.of(1e300), ['FP32', [1]]],
    ['a float beyond FP16', Float32Array.of(1e6), ['FP16', [1]]],
    ['a byte that is no boolean', Uint8Array.of(2), ['BOOL', [1]]],
    ['numbers as booleans', [1, 0], ['BOOL', [2]]],
    ['a string', 'cat.jpg', ['FP32', [1]]],
    ['strings nested', [['a']], ['FP32', [1, 1]]],
    ['numbers as strings', [1], ['BYTES', [1]]],
    ['too few elements', new Float32Array(5), ['FP32', [2, 3]]],
    ['no multiple', new Float32Array(5), ['FP32', [-1, 3]]],
    ['flat for two open dimensions', new Float32Array(6), ['FP32', [-1, -1]]],
    ['the wrong nesting', [[1, 2, 3]], ['FP32', [-1, 2]]],
    ['channels last', { data: new Float32Array(12), shape: [1, 2, 2, 3] }, ['FP32', [-1, 3, 2, 2]]],
    ['a shape of another size', { data: new Float32Array(12), shape: [3, 3] }, ['FP32', [-1, 3]]],
    [
      'a shape of another size, with conversion',
      { data: new Float64Array(12), shape: [3, 3] },
      ['FP32', [-1, 3]],
    ],
    ['an open shape', { data: new Float32Array(12), shape: [-1, 3] }, ['FP32', [-1, 3]]],
    ['another datatype', { data: [1], datatype: 'FP64' }, ['FP32', [1]]],
    ['null', null, ['FP32', [1]]],
    ['undefined', undefined, ['FP32', [1]]],
    ['an object', { image: [1] }, ['FP32', [1]]],
    ['ragged', [[1, 2], [3]], ['FP32', [2, 2]]],
  ];

  test('each with a sentence that names the input', () => {
    const sentences = cases.map(([why, value, wanted]) => {
      try {
        make(value as TensorInput, wanted);
        return `${why}: taken`;
      } catch (error) {
        if (!WireError.isInstance(error) || error.code !== 'BAD_INPUT') throw error;
        return `${why}: ${error.message}`;
      }
    });
    expect(sentences.join('\n')).toMatchInlineSnapshot(`
      "a fraction: Input "x": expected element [0] to be a whole number from -2^63 to 2^63 - 1, beyond 2^53 as a bigint (INT64), got 1.5.
      a fraction in an array: Input "x": expected element [1] to be a whole number from -2147483648 to 2147483647 (INT32), got 2.5.
      a wider integer: Input "x": expected element [0] to be a whole number from -2147483648 to 2147483647 (INT32), got 1099511627776.
      a double beyond float32: Input "x": expected element [0] to be a number in range (FP32), got 1e+300.
      a float beyond FP16: Input "x": expected element [0] to be a number in range (FP16), got 1000000.
      a byte that is no boolean: Input "x": expected element [0] to be the byte 0 or 1 (BOOL), got 2.
      numbers as booleans: Input "x": expected element [0] to be true or false (BOOL), got 1.
      a string: Input "x": expected element [0] to be a number in range (FP32), got the string "cat.jpg".
      strings nested: Input "x": expected element [0][0] to be a number in range (FP32), got the string "a".
      numbers as strings: Input "x": expected element [0] to be a string (BYTES), got 1.
      too few elements: Input "x": expected 6 elements for the model's shape [2, 3], got 5.
      no multiple: Input "x": expected a multiple of 3 elements for the model's shape [-1, 3], got 5.
      flat for two open dimensions: Input "x": the model's shape [-1, -1] leaves more open than 6 elements can tell.
      the wrong nesting: Input "x": expected shape [-1, 2], which the model takes, got [1, 3].
      channels last: Input "x": expected shape [-1, 3, 2, 2], which the model takes, got [1, 2, 2, 3].
      a shape of another size: Input "x": expected 9 elements for shape [3, 3], got 12.
      a shape of another size, with conversion: Input "x": expected 9 elements for shape [3, 3], got 12.
      an open shape: Input "x": expected each dimension of the shape to be a whole number from 0 to 2^53 - 1, got -1.
      another datatype: Input "x": expected datatype FP32, which the model takes, got FP64.
      null: Input "x": expected element [0] to be a number in range (FP32), got null.
      undefined: Input "x": expected element [0] to be a number in range (FP32), got undefined.
      an object: Input "x": expected element [0] to be a number in range (FP32), got an object.
      ragged: Input "x": expected data[1] to be an array of 2 for shape [2, 2], got an array of 1."
    `);
  });

  test('also where no signature says what it should be', () => {
    for (const value of [null, {}, undefined, [], [null], () => 1]) {
      expect(() => make(value as TensorInput)).toThrow('Input "x": ');
    }
  });
});
