import { expect, test } from 'vitest';
import { decodeRequest } from './decode-request.ts';
import { decodeResponse } from './decode-response.ts';
import { bodyOf } from './test-support/bytes.ts';

/** What the JSON in front of binary tensors has been parsed to is used again, so nobody may get hold of it. */
const tensor = {
  name: 'x',
  datatype: 'UINT8',
  shape: [2, 1],
  parameters: { binary_data_size: 2, note: 'kept' },
};

function sent(
  json: object,
  bytes: readonly number[],
): { headers: Record<string, string>; body: Uint8Array } {
  const text = JSON.stringify(json);
  const headers = { 'Inference-Header-Content-Length': String(Buffer.byteLength(text)) };
  return { headers, body: bodyOf(text, bytes) };
}

/** Everything in it, however readonly. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  for (const [key, member] of Object.entries(value)) {
    spoil(member);
    if (typeof member !== 'object') Object.assign(value, { [key]: 'spoilt' });
  }
  Object.assign(value, { more: 'spoilt' });
}

test('a request is what it was, whatever became of the one before', () => {
  const json = {
    parameters: { priority: 3, binary_data_output: true },
    outputs: [{ name: 'y', parameters: { binary_data: true, k: 1 } }],
    inputs: [tensor],
  };
  const expected = {
    parameters: { priority: 3 },
    outputEncoding: 'binary',
    outputs: [{ name: 'y', encoding: 'binary', parameters: { k: 1 } }],
    inputs: [{ name: 'x', datatype: 'UINT8', shape: [2, 1], parameters: { note: 'kept' } }],
  };
  for (const bytes of [
    [1, 2],
    [3, 4],
    [5, 6],
  ]) {
    const request = decodeRequest(sent(json, bytes));
    expect(request).toMatchObject(expected);
    expect([...(request.inputs[0]?.bytes ?? [])]).toEqual(bytes);
    spoil(request);
  }
});

test('a response is what it was, whatever became of the one before', () => {
  const json = { model_name: 'm', model_version: '1', parameters: { a: 1 }, outputs: [tensor] };
  for (const bytes of [
    [1, 2],
    [3, 4],
  ]) {
    const response = decodeResponse(sent(json, bytes));
    expect(response).toMatchObject({
      modelName: 'm',
      modelVersion: '1',
      parameters: { a: 1 },
      outputs: [{ name: 'x', shape: [2, 1], parameters: { note: 'kept' } }],
    });
    expect([...(response.outputs[0]?.bytes ?? [])]).toEqual(bytes);
    spoil(response);
  }
});

test('what is wrong is refused each time', () => {
  const decode = (): unknown =>
    decodeRequest(sent({ inputs: [{ ...tensor, shape: [3] }] }, [1, 2]));
  expect(decode).toThrow('expected 3 bytes');
  expect(decode).toThrow('expected 3 bytes');
});

test('many different ones are told apart', () => {
  for (let round = 0; round < 3; round++) {
    for (let index = 0; index < 150; index++) {
      const request = decodeRequest(sent({ inputs: [{ ...tensor, name: `x${index}` }] }, [1, 2]));
      expect(request.inputs[0]?.name).toBe(`x${index}`);
    }
  }
});
