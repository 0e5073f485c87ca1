import { isJsonObject, type JsonObject } from './json-object.ts';
import { readJsonLength } from './json-length.ts';
import { parseLiftingNumbers } from './lift-numbers.ts';
import type { Flavour, WireHeaders } from './messages.ts';
import { parseJson } from './parse-json.ts';
import { describeValue } from './tensor-site.ts';
import { WireError, type WireErrorCode } from './wire-error.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The two parts of a body. */
export interface DecodedBody {
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
  const json = parseObject({ bytes: body.subarray(0, length), code });
  return { json, binary: body.subarray(length) };
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
