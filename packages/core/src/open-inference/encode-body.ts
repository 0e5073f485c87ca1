import { contentHeaders } from './json-length.ts';
import { checkElements } from './check-elements.ts';
import { beginText, type GrowingText } from './growing-text.ts';
import { addElements } from './json-elements.ts';
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
  const others = JSON.stringify(head).slice(1, -1);
  const text = beginText();
  text.add(`{${others}${others === '' ? '' : ','}"${member}":[`);
  for (const [index, tensor] of tensors.entries()) {
    if (index > 0) text.add(',');
    addTensor(text, tensor);
  }
  text.add(']}');
  const json = text.end();
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

function addTensor(text: GrowingText, { site, tensor, encoding }: TensorToEncode): void {
  const { name, datatype, shape, bytes, parameters } = tensor;
  checkElements({ site, datatype, shape, bytes });
  if (encoding === 'binary') {
    const sized = { ...parameters, binary_data_size: bytes.byteLength };
    return text.add(JSON.stringify({ name, shape, datatype, parameters: sized }));
  }
  const head = JSON.stringify({ name, shape, datatype, parameters });
  text.add(`${head.slice(0, -1)},"data":`);
  addElements(text, { site, datatype, shape, bytes });
  text.add('}');
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.byteLength;
  }
  return whole;
}

/** The whole body in one piece. Copies, unless it is one piece already. */
export function joinChunks({ chunks }: WireMessage): Uint8Array {
  const [only] = chunks;
  return only && chunks.length === 1 ? only : concatenate(chunks);
}
