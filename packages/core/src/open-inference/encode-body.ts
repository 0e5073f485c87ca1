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
  const others = JSON.stringify(head).slice(1, -1);
  const comma = others === '' ? '' : ',';
  const pieces = new JsonPieces();
  pieces.add(`{${others}${comma}"${member}":[`);
  tensors.forEach((tensor, index) => addTensor({ pieces, tensor, isFirst: index === 0 }));
  pieces.add(']}');
  const json = pieces.join();
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

function addTensor({
  pieces,
  tensor: { site, tensor, encoding },
  isFirst,
}: {
  pieces: JsonPieces;
  tensor: TensorToEncode;
  isFirst: boolean;
}): void {
  const { name, datatype, shape, bytes, parameters } = tensor;
  checkElements({ site, datatype, shape, bytes });
  const comma = isFirst ? '' : ',';
  if (encoding === 'binary') {
    const sized = { ...parameters, binary_data_size: bytes.byteLength };
    pieces.add(`${comma}${JSON.stringify({ name, shape, datatype, parameters: sized })}`);
    return;
  }
  const head = JSON.stringify({ name, shape, datatype, parameters });
  pieces.add(`${comma}${head.slice(0, -1)},"data":`);
  pieces.addBytes(elementsToJson({ site, datatype, shape, bytes }));
  pieces.add('}');
}

const utf8 = new TextEncoder();

/** JSON of texts, and of what is bytes already. */
class JsonPieces {
  private readonly pieces: Uint8Array[] = [];
  private text = '';

  add(text: string): void {
    this.text += text;
  }

  addBytes(bytes: Uint8Array): void {
    this.pieces.push(utf8.encode(this.text), bytes);
    this.text = '';
  }

  join(): Uint8Array {
    const last = utf8.encode(this.text);
    return this.pieces.length === 0 ? last : concatenate([...this.pieces, last]);
  }
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
