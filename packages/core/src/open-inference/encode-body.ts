import { contentHeaders } from './json-length.ts';
import { checkElements } from './check-elements.ts';
import { elementsToJson } from './json-elements.ts';
import type { Encoding, Flavour, WireMessage, WireTensor } from './messages.ts';
import type { TensorSite } from './tensor-site.ts';

interface TensorToEncode {
  readonly site: TensorSite;
  readonly tensor: WireTensor;
  readonly encoding: Encoding;
}

/**
 * A request or a response: the JSON of `head` with the tensors as its member `member`, then the
 * tensors that travel as bytes, in the same order.
 */
export function encodeBody({
  head,
  member,
  tensors,
  flavour,
}: {
  head: Readonly<Record<string, unknown>>;
  member: 'inputs' | 'outputs';
  tensors: readonly TensorToEncode[];
  flavour: Flavour;
}): WireMessage {
  const entries = tensors.map(tensorToJson).join();
  const others = JSON.stringify(head).slice(1, -1);
  const comma = others === '' ? '' : ',';
  const json = new TextEncoder().encode(`{${others}${comma}"${member}":[${entries}]}`);
  const binary = tensors.filter(({ encoding }) => encoding === 'binary');
  const chunks = [json, ...binary.map(({ tensor }) => tensor.bytes)];
  return {
    headers: contentHeaders({
      flavour,
      jsonLength: json.byteLength,
      hasBinary: binary.length > 0,
    }),
    chunks,
    byteLength: chunks.reduce((sum, { byteLength }) => sum + byteLength, 0),
  };
}

function tensorToJson({ site, tensor, encoding }: TensorToEncode): string {
  const { name, datatype, shape, bytes, parameters } = tensor;
  checkElements({ site, datatype, shape, bytes });
  if (encoding === 'binary') {
    const sized = { ...parameters, binary_data_size: bytes.byteLength };
    return JSON.stringify({ name, shape, datatype, parameters: sized });
  }
  const head = JSON.stringify({ name, shape, datatype, parameters });
  return `${head.slice(0, -1)},"data":${elementsToJson({ site, datatype, shape, bytes })}}`;
}

/** The whole body in one piece. Copies, unless it is one piece already. */
export function joinChunks({ chunks, byteLength }: WireMessage): Uint8Array {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const body = new Uint8Array(byteLength);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return body;
}
