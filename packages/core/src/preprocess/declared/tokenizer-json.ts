import type { TokenPadding } from '../../target/preprocessing.ts';
import { preprocessError } from './preprocess-error.ts';
import { isJsonObject, type JsonObject } from '../../open-inference/json-object.ts';

/** What we read of a `tokenizer.json`; the rest is the tokenizer's own business. */
export interface TokenizerJson {
  readonly padding: Omit<TokenPadding, 'to'> | undefined;
  readonly idOf: (token: string) => number | undefined;
}

/** @throws TorchrelayError `PREPROCESS_INVALID` */
export function readTokenizerJson(bytes: Uint8Array, name: string): TokenizerJson {
  const json = parse(bytes, name);
  const { padding, model, added_tokens: added } = isJsonObject(json) ? json : {};
  if (!isJsonObject(model)) throw noTokenizer(name);
  return {
    padding: isJsonObject(padding) ? paddingOf(padding) : undefined,
    idOf: (token) => addedId(added, token) ?? vocabularyId(model['vocab'], token),
  };
}

function parse(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw noTokenizer(name, cause);
  }
}

function paddingOf({
  direction,
  pad_id: id,
  pad_type_id: typeId,
}: JsonObject): TokenizerJson['padding'] {
  if (!isId(id)) return undefined;
  return { side: direction === 'Left' ? 'left' : 'right', id, typeId: isId(typeId) ? typeId : 0 };
}

function addedId(added: unknown, token: string): number | undefined {
  const tokens: readonly unknown[] = Array.isArray(added) ? added : [];
  const found = tokens.find((each) => isJsonObject(each) && each['content'] === token);
  return isJsonObject(found) && isId(found['id']) ? found['id'] : undefined;
}

/** By token; in a Unigram model a list of tokens with their scores, in which the last of two counts. */
function vocabularyId(vocabulary: unknown, token: string): number | undefined {
  if (Array.isArray(vocabulary)) {
    const index = vocabulary.findLastIndex((each) => Array.isArray(each) && each[0] === token);
    return index < 0 ? undefined : index;
  }
  if (!isJsonObject(vocabulary) || !Object.hasOwn(vocabulary, token)) return undefined;
  const id = vocabulary[token];
  return isId(id) ? id : undefined;
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function noTokenizer(name: string, cause?: unknown): Error {
  return preprocessError({
    name,
    problem: 'the tokenizer is no tokenizer.json',
    hint: 'It is the file that tokenizer.save("tokenizer.json") writes in Python, and save_pretrained of a fast tokenizer of transformers. A vocab.txt or a tokenizer.model has to be converted to it there.',
    cause,
  });
}
