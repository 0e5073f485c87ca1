import type { InferParameters } from './messages.ts';
import { describeValue } from './tensor-site.ts';
import { WireError, type WireErrorCode } from './wire-error.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One member of a JSON object that was sent to us, and who sent it. */
interface Member {
  readonly code: WireErrorCode;
  readonly object: JsonObject;
  readonly key: string;
  /** What the object is, for errors: `The request`. */
  readonly of: string;
}

export function memberError({
  code,
  object,
  key,
  of,
  expected,
}: Member & { expected: string }): WireError {
  return new WireError({
    code,
    message: `${of}: expected ${JSON.stringify(key)} to be ${expected}, got ${describeValue(object[key])}.`,
  });
}

export function stringMember(member: Member): string {
  const value = member.object[member.key];
  if (typeof value === 'string' && value !== '') return value;
  throw memberError({ ...member, expected: 'a string' });
}

export function optionalStringMember(member: Member): string | undefined {
  const value = member.object[member.key];
  if (value === undefined || typeof value === 'string') return value;
  throw memberError({ ...member, expected: 'a string' });
}

/** The entries of an array of objects, such as `inputs`. */
export function objectsMember(member: Member): readonly JsonObject[] {
  const value = member.object[member.key];
  if (Array.isArray(value) && value.every(isJsonObject)) return value;
  throw memberError({ ...member, expected: 'an array of objects' });
}

/** Parameters hold strings, numbers and booleans only. None at all is an empty set. */
export function parametersMember(member: Member): InferParameters {
  const value = member.object[member.key];
  if (value === undefined) return {};
  if (!isJsonObject(value)) throw memberError({ ...member, expected: 'an object' });
  const of = `${member.of}, parameters`;
  for (const [key, parameter] of Object.entries(value)) {
    if (!isParameter(parameter)) {
      throw memberError({
        code: member.code,
        object: value,
        key,
        of,
        expected: 'a string, a boolean or a number that loses no digits as a double',
      });
    }
  }
  return value as InferParameters;
}

export function parametersIfAny(parameters: InferParameters): { parameters?: InferParameters } {
  return Object.keys(parameters).length > 0 ? { parameters } : {};
}

function isParameter(value: unknown): value is InferParameters[string] {
  if (typeof value !== 'number') return typeof value === 'string' || typeof value === 'boolean';
  return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
}
