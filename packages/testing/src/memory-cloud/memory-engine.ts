import { decodeRequest, encodeResponse, type Flavour, joinChunks } from '@torchrelay/core';
import { modelPath } from '@torchrelay/core/target-utils';
import type { InvokeRequest, InvokeResponse } from '@torchrelay/core/target';
import { fromBytes, inspect, type ModelTensor } from '@torchrelay/torchscript';

import type { MemoryCloud } from './memory-cloud.ts';

/** Answers with the package that is in the cloud's store. */
export async function answer(
  cloud: MemoryCloud,
  packagePrefix: string,
  request: InvokeRequest,
): Promise<InvokeResponse> {
  const file = cloud.objects.get(packagePrefix + modelPath);
  if (file === undefined) return failure(503, 'the package is not in the store');
  return answerOfAdding({ model: file.bytes, request });
}

/**
 * Answers for the one family of models that it knows, y = x + offset, with the offset read from the file's bytes: so
 * an answer shows which package serves. A model without an offset fails, as a broken one would. Stands in for PyTorch
 * where its seconds would be spent on something else.
 */
export async function answerOfAdding({
  model: bytes,
  request,
  flavour = 'open-inference',
}: {
  readonly model: Uint8Array;
  readonly request: Pick<InvokeRequest, 'headers' | 'body'>;
  readonly flavour?: Flavour;
}): Promise<InvokeResponse> {
  const model = await inspect(fromBytes('model.pt', bytes));
  const tensor = model.tensors.find(({ name }) => name === 'offset');
  if (tensor === undefined) return failure(500, 'the model raised an error');
  return add({ offset: readOffset(bytes, tensor), request, flavour });
}

function readOffset(bytes: Uint8Array, { storage }: ModelTensor): number {
  const place = storage?.fileOffset ?? Number.NaN;
  return new DataView(bytes.buffer, bytes.byteOffset).getFloat32(place, true);
}

function add({
  offset,
  request: { headers, body = new Uint8Array() },
  flavour,
}: {
  readonly offset: number;
  readonly request: Pick<InvokeRequest, 'headers' | 'body'>;
  readonly flavour: Flavour;
}): InvokeResponse {
  const { inputs, ...request } = decodeRequest({ headers, body, flavour });
  const [x] = inputs;
  if (x === undefined) return failure(400, 'expected input "x"');
  const values = new Float32Array(new Uint8Array(x.bytes).buffer).map((value) => value + offset);
  const output = { ...x, name: 'y', bytes: new Uint8Array(values.buffer) };
  const response = { modelName: 'model', outputs: [output] };
  const message = encodeResponse({ response, request, flavour });
  return { status: 200, headers: lowerCase(message.headers), body: joinChunks(message) };
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function failure(status: number, error: string): InvokeResponse {
  const body = new TextEncoder().encode(JSON.stringify({ error }));
  return { status, headers: { 'content-type': 'application/json' }, body };
}
