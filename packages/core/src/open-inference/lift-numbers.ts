import { isJsonObject, type JsonObject } from './json-object.ts';
import { isSpace, readJsonNumbers } from './json-numbers.ts';

/** Below it `JSON.parse` is as fast. */
const SMALLEST_BYTES = 4096;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** `"data"` */
const key: Uint8Array = new TextEncoder().encode('"data"');
const utf8 = new TextDecoder('utf-8', { fatal: true });
/** Stands in the text where numbers were. Nobody can guess it. */
const secret = globalThis.crypto.randomUUID();

/**
 * Parses the JSON of a message with large tensors: their numbers are read straight from the bytes into a
 * `Float64Array`, and the little that is left by `JSON.parse`.
 *
 * @returns `undefined` where nothing is won by it, and for all that is wrong: then `parseJson` knows what it is.
 */
export function parseLiftingNumbers(bytes: Uint8Array): JsonObject | undefined {
  if (bytes.byteLength < SMALLEST_BYTES) return undefined;
  const lifted = new Map<string, Float64Array>();
  const rest: string[] = [];
  let copied = 0;
  try {
    for (let at = indexOfKey(bytes, 0); at >= 0; at = indexOfKey(bytes, at + 1)) {
      const start = startOfValue(bytes, at);
      const found = start === undefined ? undefined : readJsonNumbers(bytes, start);
      if (start === undefined || found === undefined) return undefined;
      const name = `${secret}:${lifted.size}`;
      lifted.set(name, found.values);
      rest.push(utf8.decode(bytes.subarray(copied, start)), JSON.stringify(name));
      copied = found.end;
      at = found.end - 1;
    }
    rest.push(utf8.decode(bytes.subarray(copied)));
    const parsed: unknown = JSON.parse(rest.join(''));
    return isJsonObject(parsed) && putBack(parsed, lifted) === lifted.size ? parsed : undefined;
  } catch {
    // No JSON, or no UTF-8: who parses all of it says where.
    return undefined;
  }
}

/** Numbers belong to tensors: anywhere else they stay what they were. @returns how many found their place. */
function putBack(message: JsonObject, lifted: ReadonlyMap<string, Float64Array>): number {
  let count = 0;
  for (const entry of [message['inputs'], message['outputs']].flat()) {
    const numbers = isJsonObject(entry) ? lifted.get(String(entry['data'])) : undefined;
    if (numbers === undefined) continue;
    Object.assign(entry as object, { data: numbers });
    count++;
  }
  return count;
}

/** The next `"data"`. One behind a backslash is part of a text. */
function indexOfKey(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0x22, from); at >= 0; at = bytes.indexOf(0x22, at + 1)) {
    if (bytes[at - 1] !== BACKSLASH && key.every((byte, index) => bytes[at + index] === byte))
      return at;
  }
  return -1;
}

function startOfValue(bytes: Uint8Array, at: number): number | undefined {
  const colon = skip(bytes, at + key.length);
  return bytes[colon] === COLON ? skip(bytes, colon + 1) : undefined;
}

function skip(bytes: Uint8Array, start: number): number {
  let at = start;
  while (isSpace(bytes[at])) at++;
  return at;
}
