import { describe, expect, expectTypeOf, test } from 'vitest';
import { DATATYPES } from './datatype.ts';
import { toFloat32Array, toTensor } from './tensor.ts';
import type { Tensor, TensorData, TensorInput } from './tensor-types.ts';
import { seededRandom } from './test-support/random.ts';
import { randomTensor } from './test-support/random-tensors.ts';

describe('the elements of a tensor', () => {
  test('are a view of its bytes where these lie aligned, else a copy', () => {
    const buffer = new ArrayBuffer(16);
    const wire = { name: 'y', datatype: 'FP32', shape: [2] } as const;
    const aligned = toTensor({ ...wire, bytes: new Uint8Array(buffer, 4, 8) });
    const shifted = toTensor({ ...wire, bytes: new Uint8Array(buffer, 3, 8) });
    new Uint8Array(buffer).fill(0x40);
    expect(aligned.data).not.toEqual(Float32Array.of(0, 0));
    expect(shifted.data).toEqual(Float32Array.of(0, 0));
  });

  test('are the same wherever the bytes lie', () => {
    const random = seededRandom(9);
    for (const datatype of DATATYPES) {
      const wire = randomTensor({ random, name: 'y', datatype });
      const shifted = new Uint8Array(wire.bytes.byteLength + 1).subarray(1);
      shifted.set(wire.bytes);
      expect(toTensor({ ...wire, bytes: shifted })).toEqual(toTensor(wire));
    }
  });

  test('leave a slice of a Node buffer alone', () => {
    const pool = Buffer.from([9, 1, 0, 2, 0, 9]);
    const { data } = toTensor({
      name: 'y',
      datatype: 'INT16',
      shape: [2],
      bytes: pool.subarray(1, 5),
    });
    expect(data).toEqual(Int16Array.of(1, 2));
  });

  test('are refused if a server sent too few', () => {
    const bytes = new Uint8Array(4);
    expect(() => toTensor({ name: 'y', datatype: 'FP32', shape: [2], bytes })).toThrow(
      expect.objectContaining({
        code: 'BAD_RESPONSE',
        message: 'Output "y": expected 8 bytes for shape [2] of FP32, got 4.',
      }),
    );
  });
});

describe('as float32', () => {
  const shape = [2];
  const read = (tensor: Parameters<typeof toFloat32Array>[0]): number[] => [
    ...toFloat32Array(tensor),
  ];

  test('every number type can be read', () => {
    const name = 'y';
    expect(read({ name, shape, datatype: 'FP16', data: Uint16Array.of(0x3c00, 0xfc00) })).toEqual([
      1,
      -Infinity,
    ]);
    expect(read({ name, shape, datatype: 'BF16', data: Uint16Array.of(0x3f80, 0x0001) })).toEqual([
      1,
      2 ** -133,
    ]);
    expect(read({ name, shape, datatype: 'FP64', data: Float64Array.of(0.1, 2) })).toEqual([
      Math.fround(0.1),
      2,
    ]);
    expect(read({ name, shape, datatype: 'INT64', data: BigInt64Array.of(-1n, 7n) })).toEqual([
      -1, 7,
    ]);
    expect(read({ name, shape, datatype: 'BOOL', data: Uint8Array.of(1, 0) })).toEqual([1, 0]);
  });

  test('FP32 is handed back as it is', () => {
    const data = Float32Array.of(1, 2);
    expect(toFloat32Array({ name: 'y', datatype: 'FP32', shape, data })).toBe(data);
  });
});

describe('the types', () => {
  test('tell the array by the datatype', () => {
    expectTypeOf<TensorData<'FP32'>>().toEqualTypeOf<Float32Array>();
    expectTypeOf<TensorData<'INT64'>>().toEqualTypeOf<BigInt64Array>();
    expectTypeOf<TensorData<'FP16'>>().toEqualTypeOf<Uint16Array>();
    expectTypeOf<Tensor<'BOOL'>['data']>().toEqualTypeOf<Uint8Array>();
    expectTypeOf<Extract<Tensor, { datatype: 'BYTES' }>['data']>().toEqualTypeOf<
      readonly string[]
    >();
  });

  test('keep strings from number inputs and numbers from string inputs', () => {
    expectTypeOf<string>().not.toExtend<TensorInput<'FP32'>>();
    expectTypeOf<number>().not.toExtend<TensorInput<'BYTES'>>();
    expectTypeOf<number>().not.toExtend<TensorInput<'BOOL'>>();
    expectTypeOf<number[][][]>().toExtend<TensorInput<'FP32'>>();
    expectTypeOf<Float32Array>().toExtend<TensorInput<'FP16'>>();
    expectTypeOf<Tensor<'FP32'>>().toExtend<TensorInput<'FP32'>>();
    expectTypeOf<Tensor<'BYTES'>>().toExtend<TensorInput<'BYTES'>>();
  });
});
