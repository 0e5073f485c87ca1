import type { Json } from '../target/json.ts';

/** A plain value as JSON data: what `JSON.stringify` would drop is dropped. */
export function asJson(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
