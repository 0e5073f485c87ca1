import { describe, expect, expectTypeOf, test } from 'vitest';
import type { Signature } from '../target/signature.ts';
import { httpTransport } from './http-transport.ts';
import { createInferenceClient } from './inference-client.ts';
import { toFloat32Array } from './tensor.ts';
import type { Tensor } from './tensor-types.ts';
import { connect, failure, inputs, signature } from './test-support/echo.ts';
import {
  sendJson,
  startTestServer,
  status,
  type TestServer,
} from './test-support/inference-server.ts';

describe('predict', () => {
  test.each([
    { encoding: 'binary', flavour: 'open-inference' },
    { encoding: 'json', flavour: 'open-inference' },
    { encoding: 'binary', flavour: 'sagemaker' },
    { encoding: 'json', flavour: 'sagemaker' },
  ] as const)('gives typed arrays for plain values ($encoding, $flavour)', async (way) => {
    await using server = await startTestServer({ signature, flavour: way.flavour });
    const { image_out, tag_out } = await connect(server, { ...way, signature }).predict(inputs);
    expect(image_out).toEqual({
      name: 'image_out',
      datatype: 'FP32',
      shape: [2, 2],
      data: Float32Array.of(1, 2, 3, 4.5),
    });
    expect(tag_out.data).toEqual(BigInt64Array.of(7n));
    expect(server.inferences[0]?.inputs.map(({ encoding }) => encoding)).toEqual([
      way.encoding,
      way.encoding,
    ]);
  });

  test('asks for the model’s metadata once', async () => {
    await using server = await startTestServer({ signature });
    const client = connect(server);
    await client.predict(inputs);
    await client.predict(inputs);
    expect(server.requests).toEqual([
      'GET /v2/models/echo',
      'POST /v2/models/echo/infer',
      'POST /v2/models/echo/infer',
    ]);
  });

  test('asks for it again if that failed', async () => {
    await using server = await startTestServer({ signature });
    server.overrides.push(status(404));
    const client = connect(server);
    expect(await failure(client.predict(inputs))).toMatchObject({ status: 404 });
    expect((await client.predict(inputs)).tag_out.shape).toEqual([1]);
  });

  test('sends values as they are where the platform lets no metadata through', async () => {
    await using server = await startTestServer({ signature, flavour: 'sagemaker' });
    const client = createInferenceClient({
      transport: httpTransport({ baseUrl: server.baseUrl }),
      modelName: 'echo',
      flavour: 'sagemaker',
    });
    const outputs = await client.predict({ words: ['a', 'b'] });
    expect(outputs['words_out']?.data).toEqual(['a', 'b']);
    expect(server.requests).toEqual(['POST /v2/models/echo/infer']);
  });

  test('passes on the id, the parameters and the outputs wanted', async () => {
    await using server = await startTestServer({ signature });
    const outputs = await connect(server).predict(inputs, {
      id: 'seven',
      parameters: { priority: 1 },
      outputs: ['tag_out'],
      encoding: 'json',
    });
    expect(Object.keys(outputs)).toEqual(['tag_out']);
    expect(server.inferences[0]).toMatchObject({
      id: 'seven',
      parameters: { priority: 1 },
      outputs: [{ name: 'tag_out' }],
      outputEncoding: 'json',
    });
  });

  test('asks the version that was named', async () => {
    await using server = await startTestServer({ signature });
    await connect(server, { modelName: 'a b/c', modelVersion: '3' }).predict(inputs);
    expect(server.requests).toEqual([
      'GET /v2/models/a%20b%2Fc/versions/3',
      'POST /v2/models/a%20b%2Fc/versions/3/infer',
    ]);
  });

  test('carries every bit of FP16', async () => {
    const half: Signature = {
      inputs: [{ name: 'h', datatype: 'FP16', shape: [-1] }],
      outputs: [{ name: 'h_out', datatype: 'FP16', shape: [-1] }],
    };
    await using server = await startTestServer({ signature: half });
    const client = createInferenceClient<{ inputs: { h: 'FP16' }; outputs: { h_out: 'FP16' } }>({
      transport: httpTransport({ baseUrl: server.baseUrl }),
      modelName: 'echo',
    });
    const { h_out } = await client.predict({ h: Float32Array.of(0.5, NaN, -Infinity) });
    expect(toFloat32Array(h_out)).toEqual(Float32Array.of(0.5, NaN, -Infinity));
  });
});

describe('predict refuses, before it sends', () => {
  const refuse = async (values: object, options = {}): Promise<string> => {
    await using server = await startTestServer({ signature });
    const error = await failure(connect(server).predict(values as typeof inputs, options));
    expect(error.code).toBe('BAD_INPUT');
    expect(server.inferences).toEqual([]);
    return error.message;
  };

  test('a missing input', async () => {
    expect(await refuse({ image: [1, 2] })).toMatchInlineSnapshot(
      `"Model "echo" has the inputs "image", "tag", got "image"."`,
    );
  });

  test('an unknown input', async () => {
    expect(await refuse({ ...inputs, imgae: 1 })).toMatchInlineSnapshot(
      `"Model "echo" has the inputs "image", "tag", got "image", "tag", "imgae"."`,
    );
  });

  test('an unknown output', async () => {
    expect(await refuse(inputs, { outputs: ['score'] })).toMatchInlineSnapshot(
      `"Model "echo" has the outputs "image_out", "tag_out", got "score"."`,
    );
  });

  test('a value that does not fit', async () => {
    expect(await refuse({ ...inputs, image: [1, 2, 3] })).toMatchInlineSnapshot(
      `"Input "image": expected a multiple of 2 elements for the model's shape [-1, 2], got 3."`,
    );
  });
});

describe('an answer that breaks its promise is refused', () => {
  const answerWith =
    (value: unknown): TestServer['overrides'][number] =>
    (request, response) => {
      request.resume();
      sendJson(response, value);
      return true;
    };
  const messageOf = async (value: unknown): Promise<string> => {
    await using server = await startTestServer({ signature });
    server.overrides.push(answerWith(value));
    const error = await failure(connect(server, { signature }).predict(inputs));
    expect(error).toMatchObject({ code: 'BAD_RESPONSE', isRetryable: false });
    expect(server.requests).toHaveLength(1);
    return error.message;
  };

  test('without an output that the model has', async () => {
    expect(await messageOf({ outputs: [] })).toMatchInlineSnapshot(
      `"Model "echo": expected output "image_out" as FP32, got none."`,
    );
  });

  test('with an output of another datatype', async () => {
    const outputs = [{ name: 'image_out', datatype: 'FP64', shape: [1], data: [1] }];
    expect(await messageOf({ outputs })).toMatchInlineSnapshot(
      `"Model "echo": expected output "image_out" as FP32, got it as FP64."`,
    );
  });

  test('that is no response at all', async () => {
    expect(await messageOf('<html>')).toMatchInlineSnapshot(
      `"Expected the body to be a JSON object, got the string "<html>"."`,
    );
    expect(await messageOf({ predictions: [1] })).toMatchInlineSnapshot(
      `"The response: expected "outputs" to be an array of objects, got undefined."`,
    );
  });
});

describe('metadata', () => {
  test('of the model and of the server is read and checked', async () => {
    await using server = await startTestServer({ signature });
    const client = connect(server);
    expect(await client.modelMetadata()).toEqual({
      name: 'echo',
      versions: ['1'],
      platform: 'test',
      ...signature,
    });
    expect(await client.serverMetadata()).toEqual({
      name: 'test',
      version: '1',
      extensions: ['binary_tensor_data'],
    });
    expect(server.requests).toEqual(['GET /v2/models/echo', 'GET /v2']);
  });

  test('with a datatype that nobody knows is refused', async () => {
    const odd = { inputs: [{ name: 'x', datatype: 'COMPLEX64', shape: [1] }], outputs: [] };
    await using server = await startTestServer({ signature: odd as unknown as Signature });
    const error = await failure(connect(server).modelMetadata());
    expect(error.message).toMatchInlineSnapshot(
      `"The model metadata, tensor "x": expected "datatype" to be one of BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, BF16, FP32, FP64, BYTES, got the string "COMPLEX64"."`,
    );
  });

  test('with a shape that is none is refused', async () => {
    const odd = { inputs: [{ name: 'x', datatype: 'FP32' as const, shape: [-2] }], outputs: [] };
    await using server = await startTestServer({ signature: odd });
    const error = await failure(connect(server).modelMetadata());
    expect(error.message).toMatchInlineSnapshot(
      `"The model metadata, tensor "x": expected "shape" to be an array of sizes, -1 for any, got an array of 1."`,
    );
  });
});

describe('health', () => {
  test('is yes, and no after an error status', async () => {
    await using server = await startTestServer({ signature });
    const client = connect(server);
    expect([await client.live(), await client.ready()]).toEqual([true, true]);
    expect(server.requests).toEqual(['GET /v2/health/live', 'GET /v2/models/echo/ready']);
    server.overrides.push(status(503), status(400));
    expect([await client.live(), await client.ready()]).toEqual([false, false]);
  });

  test('is no where nobody listens', async () => {
    const server = await startTestServer({ signature });
    await server[Symbol.asyncDispose]();
    expect(await connect(server).live()).toBe(false);
  });

  test('is not known without credentials', async () => {
    await using server = await startTestServer({ signature });
    server.overrides.push(status(401));
    expect(await failure(connect(server).ready())).toMatchObject({ status: 401 });
  });
});

describe('the types of a client', () => {
  const client = connect({ baseUrl: 'http://127.0.0.1:1' });
  const untyped = createInferenceClient({
    transport: httpTransport({ baseUrl: 'http://127.0.0.1:1' }),
    modelName: 'echo',
  });

  test('know the outputs by name and datatype', () => {
    type Outputs = Awaited<ReturnType<typeof client.predict>>;
    expectTypeOf<Outputs['image_out']['data']>().toEqualTypeOf<Float32Array>();
    expectTypeOf<Outputs['tag_out']['data']>().toEqualTypeOf<BigInt64Array>();
    expectTypeOf<keyof Outputs>().toEqualTypeOf<'image_out' | 'tag_out'>();
  });

  test('want every input, and nothing else', () => {
    type Inputs = Parameters<typeof client.predict>[0];
    expectTypeOf<{ image: number[] }>().not.toExtend<Inputs>();
    expectTypeOf<{ image: string; tag: number }>().not.toExtend<Inputs>();
    expectTypeOf<{ image: Float32Array; tag: bigint[] }>().toExtend<Inputs>();
  });

  test('take any input and give any output where nothing is said', () => {
    type Outputs = Awaited<ReturnType<typeof untyped.predict>>;
    expectTypeOf<{ x: string[] }>().toExtend<Parameters<typeof untyped.predict>[0]>();
    expectTypeOf<Outputs[string]>().toEqualTypeOf<Tensor>();
  });
});
