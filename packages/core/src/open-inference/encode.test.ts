import { describe, expect, test } from 'vitest';
import { joinBytesElements } from './bytes-elements.ts';
import type { Datatype } from './datatype.ts';
import { bytesOf } from './element-arrays.ts';
import { encodeRequest } from './encode-request.ts';
import { encodeResponse } from './encode-response.ts';
import type { WireTensor } from './messages.ts';
import { jsonOf } from './test-support/bytes.ts';

const y: WireTensor = {
  name: 'y',
  datatype: 'FP32',
  shape: [3],
  bytes: bytesOf(new Float32Array([0.1, -0, 1e-30])),
};

function jsonResponse(output: WireTensor): string {
  return jsonOf(encodeResponse({ response: { modelName: 'm', outputs: [output] } }));
}

function dataOf(datatype: Datatype, elements: ArrayBufferView): string {
  const bytes = bytesOf(elements);
  const shape = [elements instanceof Uint8Array ? bytes.length : bytes.length / 8];
  const json = jsonResponse({ name: 'y', datatype, shape, bytes });
  return json.slice(json.indexOf('"data":') + 7, -3);
}

describe('JSON', () => {
  test('is compact, flat and in the order of the protocol', () => {
    expect(jsonResponse({ ...y, shape: [3, 1] })).toBe(
      '{"model_name":"m","outputs":[{"name":"y","shape":[3,1],"datatype":"FP32","data":[0.1,-0,1e-30]}]}',
    );
  });

  test('has every digit of 64-bit integers', () => {
    expect(dataOf('INT64', BigInt64Array.of(-(2n ** 63n), 9_007_199_254_740_993n))).toBe(
      '[-9223372036854775808,9007199254740993]',
    );
    expect(dataOf('UINT64', BigUint64Array.of(2n ** 64n - 1n, 0n))).toBe(
      '[18446744073709551615,0]',
    );
  });

  test('has words for booleans and doubles in full', () => {
    expect(dataOf('BOOL', Uint8Array.of(1, 0, 1))).toBe('[true,false,true]');
    expect(dataOf('FP64', Float64Array.of(0.1 + 0.2, -0, 5e-324))).toBe(
      '[0.30000000000000004,-0,5e-324]',
    );
  });

  test.each(['FP16', 'BF16', 'FP32', 'FP64'] as const)(
    'never carries a %s that is no number: neither NaN, which is not JSON, nor null, which is not true',
    (datatype) => {
      const nan = { FP16: [0, 0x7e], BF16: [0xc0, 0x7f], FP32: [0, 0, 0xc0, 0x7f] };
      const pattern = datatype === 'FP64' ? [0, 0, 0, 0, 0, 0, 0xf8, 0x7f] : nan[datatype];
      const zero = pattern.map(() => 0);
      const output = {
        name: 'y',
        datatype,
        shape: [2],
        bytes: Uint8Array.from([...zero, ...pattern]),
      };
      expect(() => jsonResponse(output)).toThrow(
        expect.objectContaining({
          code: 'NOT_ENCODABLE',
          status: 400,
          message: 'Output "y": element [1] is NaN, which JSON cannot say.',
          hint: expect.stringContaining('binary_data_output'),
        }),
      );
      const response = { modelName: 'm', outputs: [output] };
      const message = encodeResponse({ response, request: { outputEncoding: 'binary' } });
      expect(message.chunks[1]).toBe(output.bytes);
    },
  );

  test('never carries infinity, and says where it is', () => {
    const bytes = bytesOf(new Float32Array([1, 2, 3, -Infinity]));
    expect(() => jsonResponse({ ...y, shape: [2, 2], bytes })).toThrowErrorMatchingInlineSnapshot(
      `[WireError: Output "y": element [1][1] is -Infinity, which JSON cannot say.]`,
    );
  });

  test('carries BYTES only as text', () => {
    const bytes = joinBytesElements(['ok', Uint8Array.of(0xff)]);
    const output: WireTensor = { name: 'y', datatype: 'BYTES', shape: [2], bytes };
    expect(() => jsonResponse(output)).toThrowErrorMatchingInlineSnapshot(
      `[WireError: Output "y": BYTES element 1 is not UTF-8 text.]`,
    );
  });
});

describe('a tensor whose bytes are not what its shape says is not sent', () => {
  test.each(['json', 'binary'] as const)('in %s', (encoding) => {
    const wrong = { ...y, shape: [4] };
    const request = { inputs: [wrong] };
    expect(() => encodeRequest({ request, encoding })).toThrow(
      'Input "y": expected 16 bytes for shape [4] of FP32, got 12.',
    );
    const response = { modelName: 'm', outputs: [wrong] };
    expect(() => encodeResponse({ response, request: { outputEncoding: encoding } })).toThrow(
      'Output "y": expected 16 bytes for shape [4] of FP32, got 12.',
    );
  });
});

describe('what is asked for', () => {
  const asked = (
    request: Parameters<typeof encodeRequest>[0]['request'],
    encoding?: 'json',
  ): unknown => {
    const message = encodeRequest({ request, ...(encoding && { encoding }) });
    const { parameters, outputs } = JSON.parse(jsonOf(message));
    return { parameters, outputs };
  };

  test('is binary outputs along with binary inputs', () => {
    expect(asked({ inputs: [] })).toEqual({ parameters: { binary_data_output: true } });
    expect(asked({ inputs: [] }, 'json')).toEqual({});
  });

  test('can be another encoding for all outputs, or for one', () => {
    expect(asked({ inputs: [], outputEncoding: 'json' })).toEqual({});
    expect(asked({ inputs: [], outputEncoding: 'binary' }, 'json')).toEqual({
      parameters: { binary_data_output: true },
    });
    expect(
      asked({ inputs: [], outputs: [{ name: 'a', encoding: 'json' }, { name: 'b' }] }),
    ).toEqual({
      parameters: { binary_data_output: true },
      outputs: [{ name: 'a', parameters: { binary_data: false } }, { name: 'b' }],
    });
  });
});
