import { describe, expect, test } from 'vitest';
import { decodeRequest } from './decode-request.ts';
import { decodeResponse } from './decode-response.ts';
import { DATATYPES } from './datatype.ts';
import { encodeRequest } from './encode-request.ts';
import { encodeResponse } from './encode-response.ts';
import type { Encoding, Flavour, InferRequest, InferResponse, WireTensor } from './messages.ts';
import { received } from './test-support/bytes.ts';
import { randomInteger, seededRandom } from './test-support/random.ts';
import { randomTensor, randomText } from './test-support/random-tensors.ts';

const encodings: readonly Encoding[] = ['json', 'binary'];
const flavours: readonly Flavour[] = ['open-inference', 'sagemaker'];
const ways = encodings.flatMap((encoding) => flavours.map((flavour) => ({ encoding, flavour })));

/** A tensor with the encoding it travels in: what the other side must get. */
function sent(tensor: WireTensor, encoding: Encoding): WireTensor {
  return { ...tensor, bytes: new Uint8Array(tensor.bytes), encoding: tensor.encoding ?? encoding };
}

function plain<Message extends { inputs: readonly WireTensor[] }>(message: Message): Message {
  return { ...message, inputs: message.inputs.map((tensor) => sent(tensor, 'json')) };
}

describe.each(ways)('$encoding, $flavour', ({ encoding, flavour }) => {
  test.each(DATATYPES)('every %s comes through a request with all its bits', (datatype) => {
    const random = seededRandom(DATATYPES.indexOf(datatype));
    for (let round = 0; round < 60; round++) {
      const inputs = [randomTensor({ random, name: 'a', datatype })];
      const message = encodeRequest({ request: { inputs }, encoding, flavour });
      expect(plain(decodeRequest({ ...received(message), flavour }))).toEqual({
        inputs: inputs.map((tensor) => sent(tensor, encoding)),
        outputEncoding: encoding,
      });
    }
  });

  test('a request comes through whole: id, parameters, outputs, tensors mixed', () => {
    const random = seededRandom(5);
    for (let round = 0; round < 150; round++) {
      const request: InferRequest = {
        id: randomText(random),
        parameters: { priority: randomInteger(random, 9), [randomText(random)]: true },
        outputEncoding: encodings[round % 2] ?? 'json',
        outputs: [
          { name: 'scores', encoding: 'binary' },
          { name: 'labels', parameters: { classification: 3 } },
        ],
        inputs: Array.from({ length: randomInteger(random, 5) }, (_, index) => ({
          ...randomTensor({ random, name: `${randomText(random)}${index}` }),
          parameters: { note: randomText(random) },
          encoding: encodings[randomInteger(random, 2)] ?? 'json',
        })),
      };
      const message = encodeRequest({ request, encoding, flavour });
      expect(plain(decodeRequest({ ...received(message), flavour }))).toEqual(plain(request));
    }
  });

  test('a response comes through whole, each output in the encoding asked for', () => {
    const random = seededRandom(6);
    for (let round = 0; round < 150; round++) {
      const outputs = Array.from({ length: randomInteger(random, 5) }, (_, index) =>
        randomTensor({ random, name: `y${index}` }),
      );
      const response: InferResponse = { modelName: 'm', modelVersion: '1', id: '7', outputs };
      const request = {
        outputEncoding: encoding,
        outputs: [{ name: 'y1', encoding: 'json' as const }, { name: 'y2' }],
      };
      const message = encodeResponse({ response, request, flavour });
      const decoded = decodeResponse({ ...received(message), flavour });
      expect({ ...decoded, outputs: decoded.outputs.map((each) => sent(each, 'json')) }).toEqual({
        ...response,
        outputs: outputs.map((each) => sent(each, each.name === 'y1' ? 'json' : encoding)),
      });
    }
  });
});

describe('a message', () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const tensor: WireTensor = { name: 'x', datatype: 'UINT8', shape: [3], bytes };

  test('does not copy the bytes of binary tensors, either way', () => {
    const { chunks } = encodeRequest({ request: { inputs: [tensor] } });
    expect(chunks[1]).toBe(bytes);
    const body = received(encodeRequest({ request: { inputs: [tensor] } }));
    expect(decodeRequest(body).inputs[0]?.bytes.buffer).toBe(body.body.buffer);
  });

  test('says how long it is', () => {
    const message = encodeRequest({ request: { inputs: [tensor, { ...tensor, name: 'y' }] } });
    expect(received(message).body).toHaveLength(message.byteLength);
  });

  test('of JSON alone is plain JSON, whatever the flavour', () => {
    for (const flavour of flavours) {
      const request = { inputs: [tensor] };
      const message = encodeRequest({ request, encoding: 'json', flavour });
      expect(message.headers).toEqual({ 'Content-Type': 'application/json' });
      expect(JSON.parse(Buffer.from(message.chunks[0] ?? []).toString())).toEqual({
        inputs: [{ name: 'x', shape: [3], datatype: 'UINT8', data: [1, 2, 3] }],
      });
    }
  });

  test('puts the length of its JSON where each flavour looks for it', () => {
    const request = { inputs: [tensor] };
    const ours = encodeRequest({ request });
    const jsonLength = ours.chunks[0]?.byteLength;
    expect(ours.headers).toEqual({
      'Content-Type': 'application/octet-stream',
      'Inference-Header-Content-Length': String(jsonLength),
    });
    expect(encodeRequest({ request, flavour: 'sagemaker' }).headers).toEqual({
      'Content-Type': `application/vnd.sagemaker-triton.binary+json;json-header-size=${jsonLength}`,
    });
  });

  test('counts its JSON in bytes, not in characters', () => {
    const named = { ...tensor, name: '漢字🦉' };
    const body = received(encodeRequest({ request: { inputs: [named] } }));
    expect(decodeRequest(body).inputs[0]?.name).toBe('漢字🦉');
  });
});
