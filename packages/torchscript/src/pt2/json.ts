import { corrupt } from '../refusals.ts';

/** A value of a JSON record together with where it is, so that a wrong one can be named. */
export interface JsonPart {
  readonly value: unknown;
  /** `models/model.json: graph_module.graph`. */
  readonly place: string;
}

export function parseJson(bytes: Uint8Array, record: string): JsonPart {
  try {
    return { value: JSON.parse(new TextDecoder().decode(bytes)), place: `${record}: ` };
  } catch (error) {
    throw corrupt(`The record ${record} is not JSON.`, { place: record, cause: error });
  }
}

/** The part under a key; its value is `undefined` if there is none. */
export function member({ value, place }: JsonPart, key: string): JsonPart {
  const has = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  const inner = has ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  return { value: inner, place: place.endsWith(': ') ? `${place}${key}` : `${place}.${key}` };
}

/** The part under a path of keys. */
export function at(part: JsonPart, ...keys: readonly string[]): JsonPart {
  return keys.reduce(member, part);
}

export function isMissing({ value }: JsonPart): boolean {
  return value === undefined || value === null;
}

/** The only key of a union such as `{ as_tensor: … }`, with its part. */
export function variant(part: JsonPart): { readonly kind: string; readonly part: JsonPart } {
  const [kind] = entriesOf(part).find(([, inner]) => !isMissing(inner)) ?? [''];
  return { kind, part: member(part, kind) };
}

export function entriesOf(part: JsonPart): readonly (readonly [string, JsonPart])[] {
  const { value } = part;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(part, 'an object');
  return Object.keys(value).map((key) => [key, member(part, key)] as const);
}

export function itemsOf(part: JsonPart): readonly JsonPart[] {
  if (!Array.isArray(part.value)) throw wrong(part, 'a list');
  return part.value.map((value: unknown, index) => ({ value, place: `${part.place}[${index}]` }));
}

export function textOf(part: JsonPart): string {
  if (typeof part.value === 'string') return part.value;
  throw wrong(part, 'a text');
}

export function integerOf(part: JsonPart): number {
  if (typeof part.value === 'number' && Number.isSafeInteger(part.value)) return part.value;
  throw wrong(part, 'an integer');
}

export function countOf(part: JsonPart): number {
  const count = integerOf(part);
  if (count >= 0) return count;
  throw wrong(part, 'a size');
}

export function wrong({ value, place }: JsonPart, wanted: string): Error {
  const found = JSON.stringify(value)?.slice(0, 60) ?? 'nothing';
  return corrupt(`The record ${place} should be ${wanted}, and is ${found}.`, { place });
}
