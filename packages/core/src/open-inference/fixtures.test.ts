import { describe, expect, test } from 'vitest';
import { decodeRequest } from './decode-request.ts';
import { decodeResponse } from './decode-response.ts';
import { encodeRequest } from './encode-request.ts';
import { encodeResponse } from './encode-response.ts';
import { bodyOf, received } from './test-support/bytes.ts';
import { toTensor } from './tensor.ts';

/**
 * Bodies written by hand, byte by byte, after the examples of Triton's description of the binary
 * extension and of the protocol itself: they know nothing of our codec.
 */
const requestJson = `{
  "model_name" : "mymodel",
  "inputs" : [
    {
      "name" : "input0",
      "shape" : [ 2, 2 ],
      "datatype" : "UINT32",
      "parameters" : {
        "binary_data_size" : 16
      }
    },
    {
      "name" : "input1",
      "shape" : [ 3 ],
      "datatype" : "BOOL",
      "parameters" : {
        "binary_data_size" : 3
      }
    }
  ],
  "outputs" : [
    {
      "name" : "output0",
      "parameters" : {
        "binary_data" : true
      }
    }
  ]
}`;
const input0 = [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0xff, 0xff, 0xff, 0xff];
const input1 = [1, 0, 1];

const responseJson = `{
  "outputs" : [
    {
      "name" : "output0",
      "shape" : [ 3, 2 ],
      "datatype"  : "FP32",
      "parameters" : {
        "binary_data_size" : 24
      }
    }
  ]
}`;
// 1.0, 1.1, 2.0, 2.1, 3.0, 3.1
const output0 = [
  [0x00, 0x00, 0x80, 0x3f],
  [0xcd, 0xcc, 0x8c, 0x3f],
  [0x00, 0x00, 0x00, 0x40],
  [0x66, 0x66, 0x06, 0x40],
  [0x00, 0x00, 0x40, 0x40],
  [0x66, 0x66, 0x46, 0x40],
].flat();

describe("Triton's example of binary tensors", () => {
  const body = bodyOf(requestJson, input0, input1);
  const headers = {
    'content-type': 'application/octet-stream',
    'inference-header-content-length': String(requestJson.length),
  };
  const decoded = {
    inputs: [
      {
        name: 'input0',
        datatype: 'UINT32',
        shape: [2, 2],
        bytes: Buffer.from(input0),
        encoding: 'binary',
      },
      {
        name: 'input1',
        datatype: 'BOOL',
        shape: [3],
        bytes: Buffer.from(input1),
        encoding: 'binary',
      },
    ],
    outputs: [{ name: 'output0', encoding: 'binary' }],
    outputEncoding: 'json',
  };

  test('is read as a request', () => {
    expect(decodeRequest({ headers, body })).toEqual(decoded);
  });

  test('is read with the header names and the content type of SageMaker', () => {
    const size = requestJson.length;
    const contentType = `application/vnd.sagemaker-triton.binary+json;json-header-size=${size}`;
    const request = decodeRequest({
      headers: { 'Content-Type': contentType },
      body,
      flavour: 'sagemaker',
    });
    expect(request).toEqual(decoded);
  });

  test('is read as a response, though it does not name its model', () => {
    const response = decodeResponse({
      headers: { 'Inference-Header-Content-Length': [String(responseJson.length)] },
      body: bodyOf(responseJson, output0),
      modelName: 'mymodel',
    });
    expect(response.modelName).toBe('mymodel');
    expect(response.outputs.map(toTensor)).toEqual([
      {
        name: 'output0',
        datatype: 'FP32',
        shape: [3, 2],
        data: new Float32Array([1, 1.1, 2, 2.1, 3, 3.1]),
      },
    ]);
  });

  test('is what we write, but for white space and order', () => {
    const request = decodeRequest({ headers, body });
    const { headers: ours, body: written } = received(encodeRequest({ request, encoding: 'json' }));
    const length = Number(ours['Inference-Header-Content-Length']);
    const { model_name: _, ...expected } = JSON.parse(requestJson);
    expect(JSON.parse(Buffer.from(written.subarray(0, length)).toString())).toEqual(expected);
    expect([...written.subarray(length)]).toEqual([...input0, ...input1]);
  });

  test('is how we write a response, to the byte', () => {
    const message = encodeResponse({
      response: {
        modelName: 'mymodel',
        outputs: [
          { name: 'output0', datatype: 'FP32', shape: [3, 2], bytes: Uint8Array.from(output0) },
        ],
      },
      request: { outputEncoding: 'binary' },
    });
    const json =
      '{"model_name":"mymodel","outputs":[{"name":"output0","shape":[3,2],"datatype":"FP32","parameters":{"binary_data_size":24}}]}';
    expect(received(message)).toEqual({
      headers: {
        'Content-Type': 'application/octet-stream',
        'Inference-Header-Content-Length': String(json.length),
      },
      body: new Uint8Array(bodyOf(json, output0)),
    });
  });
});

describe("the protocol's own example", () => {
  const example = (booleans: string): Uint8Array =>
    bodyOf(`{
      "id" : "42",
      "inputs" : [
        { "name" : "input0", "shape" : [ 2, 2 ], "datatype" : "UINT32", "data" : [ 1, 2, 3, 4 ] },
        { "name" : "input1", "shape" : [ 3 ], "datatype" : "BOOL", "data" : ${booleans} }
      ],
      "outputs" : [ { "name" : "output0" } ]
    }`);

  test('is read once its second input has as many elements as its shape says', () => {
    const request = decodeRequest({ headers: {}, body: example('[ true, false, true ]') });
    expect(request.id).toBe('42');
    expect(request.outputs).toEqual([{ name: 'output0' }]);
    expect(request.inputs.map(({ bytes }) => bytes)).toEqual([
      Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0),
      Uint8Array.of(1, 0, 1),
    ]);
  });

  test('is refused as it stands: one boolean for the shape [3]', () => {
    const body = example('[ true ]');
    expect(() => decodeRequest({ headers: {}, body })).toThrowErrorMatchingInlineSnapshot(
      `[WireError: Input "input1": expected 3 elements for shape [3], got 1.]`,
    );
  });

  test('is read as a response', () => {
    const response = decodeResponse({
      headers: { 'content-type': 'application/json' },
      body: bodyOf(`{
        "id" : "42",
        "outputs" : [
          {
            "name" : "output0",
            "shape" : [ 3, 2 ],
            "datatype"  : "FP32",
            "data" : [ 1.0, 1.1, 2.0, 2.1, 3.0, 3.1 ]
          }
        ]
      }`),
      modelName: 'mymodel',
    });
    expect(response.outputs[0]?.bytes).toEqual(Uint8Array.from(output0));
  });

  test("is read with Triton's spelling of what is no number", () => {
    const { outputs } = decodeResponse({
      headers: {},
      body: bodyOf(
        '{"model_name":"m","model_version":"1","outputs":[{"name":"y","datatype":"FP32","shape":[2,2],"data":[NaN,Infinity,-Infinity,-0.0]}]}',
      ),
    });
    expect(outputs.map(toTensor)[0]?.data).toEqual(
      new Float32Array([NaN, Infinity, -Infinity, -0]),
    );
  });
});
