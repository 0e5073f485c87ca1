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
  const json = joinPieces([
    `{${others}${comma}"${member}":[`,
    ...tensors.flatMap((tensor, index) => [index === 0 ? '' : ',', ...tensorToJson(tensor)]),
    ']}',
  ]);
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

/** JSON of texts, and of what is bytes already. */
type JsonPiece = string | Uint8Array;

function tensorToJson({ site, tensor, encoding }: TensorToEncode): JsonPiece[] {
  const { name, datatype, shape, bytes, parameters } = tensor;
  checkElements({ site, datatype, shape, bytes });
  if (encoding === 'binary') {
    const sized = { ...parameters, binary_data_size: bytes.byteLength };
    return [JSON.stringify({ name, shape, datatype, parameters: sized })];
  }
  const head = JSON.stringify({ name, shape, datatype, parameters });
  return [`${head.slice(0, -1)},"data":`, elementsToJson({ site, datatype, shape, bytes }), '}'];
}

const utf8 = new TextEncoder();

function joinPieces(pieces: readonly JsonPiece[]): Uint8Array {
  // The usual message with binary tensors: texts alone are quicker to join as texts.
  if (pieces.every((piece) => typeof piece === 'string')) return utf8.encode(pieces.join(''));
  return concatenate(
    pieces.map((piece) => (typeof piece === 'string' ? utf8.encode(piece) : piece)),
  );
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
