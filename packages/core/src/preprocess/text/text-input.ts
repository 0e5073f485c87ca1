/** Two texts that the tokenizer joins: a question and its passage, two sentences to compare. */
export interface TextPair {
  readonly text: string;
  readonly pair: string;
}

/** One text or pair, or several that are asked about at once. */
export type TextInput = string | TextPair | readonly (string | TextPair)[];

/** The texts of a value; `undefined` where it holds something else. */
export function textsOf(value: unknown): readonly (string | TextPair)[] | undefined {
  if (isText(value)) return [value];
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.every(isText) ? value : undefined;
}

function isText(value: unknown): value is string | TextPair {
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null || !('text' in value && 'pair' in value))
    return false;
  return typeof value.text === 'string' && typeof value.pair === 'string';
}
