import { describe, expect, test } from 'vitest';
import { decodeRequest } from './decode-request.ts';
import { bodyOf } from './test-support/bytes.ts';
import { WireError } from './wire-error.ts';

interface Sent {
  readonly json: unknown;
  readonly bytes?: readonly number[];
  readonly headers?: Readonly<Record<string, string>>;
}

function decode({ json, bytes, headers }: Sent): ReturnType<typeof decodeRequest> {
  const text = typeof json === 'string' ? json : JSON.stringify(json);
  const length = String(Buffer.byteLength(text));
  return decodeRequest({
    headers: headers ?? (bytes ? { 'Inference-Header-Content-Length': length } : {}),
    body: bodyOf(text, bytes ?? []),
  });
}

function refusal(sent: Sent): string {
  try {
    decode(sent);
    return 'taken';
  } catch (error) {
    if (!WireError.isInstance(error)) throw error;
    expect(error).toMatchObject({ code: 'BAD_REQUEST', status: 400, isRetryable: false });
    return error.message;
  }
}

type Case = readonly [why: string, sent: Sent];

function refusals(cases: readonly Case[]): string {
  return cases.map(([why, sent]) => `${why}: ${refusal(sent)}`).join('\n');
}

const x = { name: 'x', shape: [2], datatype: 'UINT8' };
const binary = (size: unknown, extra: object = {}): object => ({
  ...x,
  parameters: { binary_data_size: size },
  ...extra,
});

describe('a request that is no request is refused', () => {
  test('with a sentence that says what was expected and what came', () => {
    const cases: Case[] = [
      ['not JSON', { json: '{"inputs":[' }],
      ['an empty body', { json: '' }],
      ['an array', { json: [] }],
      ['no inputs', { json: {} }],
      ['inputs that are no array', { json: { inputs: {} } }],
      ['inputs that are no objects', { json: { inputs: [1] } }],
      ['an id that is no string', { json: { id: 7, inputs: [] } }],
      ['parameters that are no object', { json: { parameters: [], inputs: [] } }],
      ['a parameter that is no scalar', { json: { parameters: { a: {} }, inputs: [] } }],
      ['a parameter too big', { json: '{"parameters":{"a":9007199254740993},"inputs":[]}' }],
      ['outputs that are no array', { json: { inputs: [], outputs: 'y' } }],
      ['an output without a name', { json: { inputs: [], outputs: [{}] } }],
      [
        'binary_data that is no boolean',
        { json: { inputs: [], outputs: [{ name: 'y', parameters: { binary_data: 1 } }] } },
      ],
      [
        'binary_data_output that is no boolean',
        { json: { inputs: [], parameters: { binary_data_output: 'yes' } } },
      ],
    ];
    expect(refusals(cases)).toMatchInlineSnapshot(`
      "not JSON: The body is not JSON: unexpected end after 11 characters.
      an empty body: The body is not JSON: unexpected end after 0 characters.
      an array: Expected the body to be a JSON object, got an array of 0.
      no inputs: The request: expected "inputs" to be an array of objects, got undefined.
      inputs that are no array: The request: expected "inputs" to be an array of objects, got an object.
      inputs that are no objects: The request: expected "inputs" to be an array of objects, got an array of 1.
      an id that is no string: The request: expected "id" to be a string, got 7.
      parameters that are no object: The request: expected "parameters" to be an object, got an array of 0.
      a parameter that is no scalar: The request, parameters: expected "a" to be a string, a boolean or a number that loses no digits as a double, got an object.
      a parameter too big: The request, parameters: expected "a" to be a string, a boolean or a number that loses no digits as a double, got 9007199254740992.
      outputs that are no array: The request: expected "outputs" to be an array of objects, got the string "y".
      an output without a name: The request, outputs[0]: expected "name" to be a string, got undefined.
      binary_data that is no boolean: The request, outputs[0], parameters: expected "binary_data" to be true or false, got 1.
      binary_data_output that is no boolean: The request, parameters: expected "binary_data_output" to be true or false, got the string "yes"."
    `);
  });
});

describe('an input that contradicts itself is refused', () => {
  test('with a sentence that says what was expected and what came', () => {
    const cases: Case[] = [
      ['without a name', { json: { inputs: [{ shape: [], datatype: 'FP32', data: [1] }] } }],
      ['of an unknown datatype', { json: { inputs: [{ ...x, datatype: 'FLOAT', data: [1, 2] }] } }],
      ['of no datatype', { json: { inputs: [{ name: 'x', shape: [1], data: [1] }] } }],
      ['of a negative dimension', { json: { inputs: [{ ...x, shape: [-1], data: [1, 2] }] } }],
      [
        'of an endless dimension',
        {
          json: '{"inputs":[{"name":"x","datatype":"INT64","shape":[18446744073709551615],"data":[]}]}',
        },
      ],
      [
        'given twice',
        {
          json: {
            inputs: [
              { ...x, data: [1, 2] },
              { ...x, data: [1, 2] },
            ],
          },
        },
      ],
      ['with neither data nor size', { json: { inputs: [x] } }],
      [
        'with both data and size',
        { json: { inputs: [binary(2, { data: [1, 2] })] }, bytes: [1, 2] },
      ],
      ['with data that is no array', { json: { inputs: [{ ...x, data: 'AQI=' }] } }],
      [
        'in shared memory',
        { json: { inputs: [{ ...x, parameters: { shared_memory_region: 'r' } }] } },
      ],
      ['with data in a base64 string inside', { json: { inputs: [{ ...x, data: ['1', '2'] }] } }],
    ];
    expect(refusals(cases)).toMatchInlineSnapshot(`
      "without a name: The request, inputs[0]: expected "name" to be a string, got undefined.
      of an unknown datatype: Input "x": expected datatype to be one of BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, BF16, FP32, FP64, BYTES, got the string "FLOAT".
      of no datatype: Input "x": expected datatype to be one of BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, BF16, FP32, FP64, BYTES, got undefined.
      of a negative dimension: Input "x": expected each dimension of the shape to be a whole number from 0 to 2^53 - 1, got -1.
      of an endless dimension: Input "x": expected each dimension of the shape to be a whole number from 0 to 2^53 - 1, got 18446744073709551615.
      given twice: Input "x": given twice.
      with neither data nor size: Input "x": expected either "data" or the parameter "binary_data_size", got neither.
      with both data and size: Input "x": expected either "data" or the parameter "binary_data_size", got both.
      with data that is no array: Input "x": expected "data" to be an array, got the string "AQI=".
      in shared memory: Input "x": shared memory is not supported.
      with data in a base64 string inside: Input "x": expected element [0] to be a whole number from 0 to 255 (UINT8), got the string "1"."
    `);
  });
});

describe('binary data that does not add up is refused', () => {
  const one = { inputs: [binary(2)] };
  test('with a sentence that says what was expected and what came', () => {
    const cases: Case[] = [
      [
        'a size that is not the shape times the datatype',
        { json: { inputs: [binary(3)] }, bytes: [1, 2, 3] },
      ],
      ['a size beyond the body', { json: one, bytes: [1] }],
      ['a size that is no number', { json: { inputs: [binary('2')] }, bytes: [1, 2] }],
      ['a negative size', { json: { inputs: [binary(-2)] }, bytes: [1, 2] }],
      ['bytes left over', { json: one, bytes: [1, 2, 3] }],
      ['bytes that nobody asked for', { json: { inputs: [] }, bytes: [1] }],
      ['bytes without the header', { json: one, bytes: [1, 2], headers: {} }],
      [
        'a header beyond the body',
        { json: one, headers: { 'Inference-Header-Content-Length': '9999' } },
      ],
      [
        'a header that is no number',
        { json: one, headers: { 'Inference-Header-Content-Length': '0x10' } },
      ],
      ['a negative header', { json: one, headers: { 'Inference-Header-Content-Length': '-1' } }],
      [
        'a header in the middle of the JSON',
        { json: one, headers: { 'Inference-Header-Content-Length': '5' } },
      ],
      [
        'a BOOL that is neither 0 nor 1',
        { json: { inputs: [binary(2, { datatype: 'BOOL' })] }, bytes: [1, 2] },
      ],
      [
        'BYTES that end in the middle of an element',
        { json: { inputs: [binary(6, { datatype: 'BYTES' })] }, bytes: [9, 0, 0, 0, 1, 1] },
      ],
      [
        'BYTES that end in the middle of a length',
        { json: { inputs: [binary(2, { datatype: 'BYTES' })] }, bytes: [1, 0] },
      ],
      [
        'BYTES of too few elements',
        { json: { inputs: [binary(4, { datatype: 'BYTES' })] }, bytes: [0, 0, 0, 0] },
      ],
    ];
    expect(refusals(cases)).toMatchInlineSnapshot(`
      "a size that is not the shape times the datatype: Input "x": expected 2 bytes for shape [2] of UINT8, got 3.
      a size beyond the body: Input "x": expected binary_data_size to be a whole number from 0 to 1, the bytes left of the body, got 2.
      a size that is no number: Input "x": expected binary_data_size to be a whole number from 0 to 2, the bytes left of the body, got the string "2".
      a negative size: Input "x": expected binary_data_size to be a whole number from 0 to 2, the bytes left of the body, got -2.
      bytes left over: The request ends with bytes that belong to no tensor: 1.
      bytes that nobody asked for: The request ends with bytes that belong to no tensor: 1.
      bytes without the header: The body is not JSON: unexpected "\\u0001\\u0002" at character 92.
      a header beyond the body: Expected Inference-Header-Content-Length to be a whole number from 0 to 92, the length of the body, got "9999".
      a header that is no number: Expected Inference-Header-Content-Length to be a whole number from 0 to 92, the length of the body, got "0x10".
      a negative header: Expected Inference-Header-Content-Length to be a whole number from 0 to 92, the length of the body, got "-1".
      a header in the middle of the JSON: The body is not JSON: unexpected "\\"inp" at character 1.
      a BOOL that is neither 0 nor 1: Input "x": expected element [1] to be the byte 0 or 1 (BOOL), got 2.
      BYTES that end in the middle of an element: Input "x": BYTES element 0 reaches beyond the 6 bytes of the tensor.
      BYTES that end in the middle of a length: Input "x": BYTES element 0 reaches beyond the 2 bytes of the tensor.
      BYTES of too few elements: Input "x": expected 2 BYTES elements, got 1."
    `);
  });

  test('in the flavour of SageMaker, too', () => {
    const type = 'application/vnd.sagemaker-triton.binary+json;json-header-size=';
    const body = bodyOf(JSON.stringify(one), [1, 2]);
    for (const size of ['', '-1', 'x', '9999']) {
      const headers = { 'content-type': `${type}${size}` };
      expect(() => decodeRequest({ headers, body, flavour: 'sagemaker' })).toThrow(
        'Expected json-header-size in the content type to be a whole number',
      );
    }
  });
});

describe('a request is taken', () => {
  test('with members that the protocol does not know', () => {
    const json = { model_name: 'm', inputs: [{ ...x, data: [1, 2], note: null }], more: [] };
    expect(decode({ json }).inputs).toHaveLength(1);
  });

  test('with no inputs at all, if it says so', () => {
    expect(decode({ json: { inputs: [] } })).toEqual({ inputs: [], outputEncoding: 'json' });
  });

  test('with numbers for FP16 and BF16, rounded to the nearest', () => {
    const json = {
      inputs: [
        { name: 'a', shape: [3], datatype: 'FP16', data: [1, 65_504, 1e-8] },
        { name: 'b', shape: [2], datatype: 'BF16', data: [1, 1.00390625] },
      ],
    };
    expect(decode({ json }).inputs.map(({ bytes }) => bytes)).toEqual([
      Uint8Array.of(0x00, 0x3c, 0xff, 0x7b, 0x00, 0x00),
      Uint8Array.of(0x80, 0x3f, 0x80, 0x3f),
    ]);
  });

  test('with 64-bit integers that no double holds', () => {
    const json =
      '{"inputs":[{"name":"x","shape":[2],"datatype":"UINT64","data":[18446744073709551615, 9007199254740993]}]}';
    expect(decode({ json }).inputs[0]?.bytes).toEqual(
      Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 1, 0, 0, 0, 0, 0, 0x20, 0),
    );
  });

  test('with NaN as Python writes it', () => {
    const json = '{"inputs":[{"name":"x","shape":[2],"datatype":"FP16","data":[NaN,-Infinity]}]}';
    expect([...(decode({ json }).inputs[0]?.bytes ?? [])]).toEqual([0x00, 0x7e, 0x00, 0xfc]);
  });

  test('with a binary tensor of no elements', () => {
    const json = { inputs: [binary(0, { shape: [0, 4] })] };
    expect(decode({ json, bytes: [] }).inputs[0]).toMatchObject({
      shape: [0, 4],
      bytes: { length: 0 },
    });
  });

  test('with a repeated header, of which the first counts', () => {
    const json = JSON.stringify({ inputs: [binary(2)] });
    const headers = { 'Inference-Header-Content-Length': [String(json.length), '0'] };
    expect(decodeRequest({ headers, body: bodyOf(json, [1, 2]) }).inputs).toHaveLength(1);
  });
});
