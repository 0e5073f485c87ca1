import { isJsonObject, type JsonObject } from './json-object.ts';
import { readJsonLength } from './json-length.ts';
import { parseLiftingNumbers } from './lift-numbers.ts';
import type { Flavour, WireHeaders } from './messages.ts';
import { parseJson } from './parse-json.ts';
import { describeValue } from './tensor-site.ts';
import { WireError, type WireErrorCode } from './wire-error.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });
/** Any bytes, each of them another text. */
const latin1 = new TextDecoder('latin1');

/** The two parts of a body. */
export interface DecodedBody {
  /** May be given again: to be handed on as a copy only. */
  readonly json: JsonObject;
  /** The bytes behind the JSON, a view of the body. */
  readonly binary: Uint8Array;
}

export function decodeBody({
  headers,
  body,
  flavour,
  code,
}: {
  headers: WireHeaders;
  body: Uint8Array;
  flavour: Flavour;
  code: WireErrorCode;
}): DecodedBody {
  const length = readJsonLength({ flavour, headers, byteLength: body.byteLength, code });
  const bytes = body.subarray(0, length);
  const isHead = length < body.byteLength && length <= LONGEST_REMEMBERED;
  const json = isHead ? parseHead({ bytes, code }) : parseObject({ bytes, code });
  return { json, binary: body.subarray(length) };
}

/** Longer ones hold numbers, which are others each time. */
const LONGEST_REMEMBERED = 1024;
const MOST_REMEMBERED = 64;
const heads = new Map<string, JsonObject>();

/** The JSON in front of binary tensors, which is the same from message to message: it is parsed once. */
function parseHead({ bytes, code }: { bytes: Uint8Array; code: WireErrorCode }): JsonObject {
  const text = latin1.decode(bytes);
  const known = heads.get(text);
  if (known !== undefined) return known;
  const parsed = parseObject({ bytes, code });
  // With an id it comes but once.
  if (parsed['id'] !== undefined) return parsed;
  if (heads.size >= MOST_REMEMBERED) heads.clear();
  heads.set(text, parsed);
  return parsed;
}

function parseObject({ bytes, code }: { bytes: Uint8Array; code: WireErrorCode }): JsonObject {
  const lifted = parseLiftingNumbers(bytes);
  if (lifted !== undefined) return lifted;
  let value: unknown;
  try {
    value = parseJson(utf8.decode(bytes));
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? cause.message : 'it is not UTF-8';
    throw new WireError({ code, message: `The body is not JSON: ${reason}.`, hint, cause });
  }
  if (isJsonObject(value)) return value;
  throw new WireError({
    code,
    message: `Expected the body to be a JSON object, got ${describeValue(value)}.`,
  });
}

const hint =
  'If binary tensors follow the JSON, the header Inference-Header-Content-Length (on SageMaker the content type) must say how long the JSON is.';
