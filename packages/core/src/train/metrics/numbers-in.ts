import { isJsonObject } from '../../open-inference/json-object.ts';
import { parseJson } from '../../open-inference/parse-json.ts';

/**
 * The finite numbers of a JSON object. Python writes NaN and Infinity into what it calls JSON: they spoil no other.
 *
 * @returns `undefined` for what is no object, or no JSON at all
 */
export function numbersIn(text: string): Readonly<Record<string, number>> | undefined {
  const parsed = parsedIfAny(text);
  if (!isJsonObject(parsed)) return undefined;
  const numbers = Object.entries(parsed)
    .filter(([, value]) => typeof value === 'number' || typeof value === 'bigint')
    .map(([name, value]) => [name, Number(value)] as const);
  return Object.fromEntries(numbers.filter(([, value]) => Number.isFinite(value)));
}

/** What a script writes need not be JSON: that is for the caller to say. */
function parsedIfAny(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
