import { describe, expect, expectTypeOf, test } from 'vitest';
import type { TensorDatatype } from '../target/signature.ts';
import {
  type Datatype,
  DATATYPES,
  datatypeBytes,
  fromTorchDtype,
  isDatatype,
  toTorchDtype,
  toTritonType,
} from './datatype.ts';
import type { components } from './generated/open-inference.ts';

describe('the datatypes', () => {
  test('are those of the target contract and of the OpenAPI document', () => {
    expectTypeOf<Datatype>().toEqualTypeOf<TensorDatatype>();
    expectTypeOf<Datatype>().toEqualTypeOf<components['schemas']['Datatype']>();
  });

  test('know their sizes, dtypes and Triton types', () => {
    const table = DATATYPES.map((datatype) =>
      [datatype, datatypeBytes(datatype), toTorchDtype(datatype), toTritonType(datatype)].join(' '),
    );
    expect(table).toMatchInlineSnapshot(`
      [
        "BOOL 1 bool TYPE_BOOL",
        "UINT8 1 uint8 TYPE_UINT8",
        "UINT16 2 uint16 TYPE_UINT16",
        "UINT32 4 uint32 TYPE_UINT32",
        "UINT64 8 uint64 TYPE_UINT64",
        "INT8 1 int8 TYPE_INT8",
        "INT16 2 int16 TYPE_INT16",
        "INT32 4 int32 TYPE_INT32",
        "INT64 8 int64 TYPE_INT64",
        "FP16 2 float16 TYPE_FP16",
        "BF16 2 bfloat16 TYPE_BF16",
        "FP32 4 float32 TYPE_FP32",
        "FP64 8 float64 TYPE_FP64",
        "BYTES   TYPE_STRING",
      ]
    `);
  });

  test('come back from their dtypes', () => {
    for (const datatype of DATATYPES) {
      const dtype = toTorchDtype(datatype);
      if (dtype === undefined) continue;
      expect(fromTorchDtype(dtype)).toBe(datatype);
      expect(fromTorchDtype(`torch.${dtype}`)).toBe(datatype);
    }
  });

  test('do not include what the protocol cannot carry', () => {
    expect(fromTorchDtype('torch.complex64')).toBeUndefined();
    expect(fromTorchDtype('torch.qint8')).toBeUndefined();
  });

  test('are told from other names, those of every object included', () => {
    expect(isDatatype('FP32')).toBe(true);
    expect(isDatatype('fp32')).toBe(false);
    expect(isDatatype('toString')).toBe(false);
    expect(isDatatype('__proto__')).toBe(false);
    expect(isDatatype(32)).toBe(false);
  });
});
