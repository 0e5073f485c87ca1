import type { Encoding } from 'tokenizers';

import type { TensorInput } from '../../open-inference/tensor-types.ts';
import type { TextPreprocessing, TokenTensor } from '../../target/preprocessing.ts';
import type { TensorDatatype, TensorSpec } from '../../target/signature.ts';
import { inputError } from '../input-error.ts';
import type { Tokenize } from './open-tokenizer.ts';
import type { TextPair } from './text-input.ts';

/**
 * The tensors of one or several texts, by input.
 *
 * @param name under which the texts are given
 * @throws WireError `BAD_INPUT`
 */
export async function textsToTensors({
  name,
  texts,
  step,
  specs,
  tokenize,
}: {
  readonly name: string;
  readonly texts: readonly (string | TextPair)[];
  readonly step: TextPreprocessing;
  /** Of the model's inputs. */
  readonly specs: readonly TensorSpec[];
  readonly tokenize: Tokenize;
}): Promise<Readonly<Record<string, TensorInput>>> {
  const fed = specs.filter((spec) => Object.hasOwn(step.inputs, spec.name));
  const isBatch = fed.every(({ shape }) => shape.length > 1);
  if (!isBatch && texts.length > 1) throw noBatch(name, texts.length);
  const encodings = await Promise.all(texts.map(tokenize));
  const lengths = encodings.map((encoding) => encoding.getLength());
  checkLengths({ name, lengths, step });
  const length = paddedLength({ name, lengths, step });
  const shape = isBatch ? [texts.length, length] : [length];
  return Object.fromEntries(
    fed.map((spec) => {
      const kind = step.inputs[spec.name] ?? 'ids';
      const data = newElements(spec.datatype, texts.length * length);
      for (const [row, encoding] of encodings.entries()) {
        const padded = padTo({ tokens: tokensOf(encoding, kind), length, kind, step });
        data.set(padded, row * length);
      }
      return [spec.name, { data, shape }];
    }),
  );
}

function tokensOf(encoding: Encoding, kind: TokenTensor): readonly number[] {
  if (kind === 'ids') return encoding.getIds();
  return kind === 'mask' ? encoding.getAttentionMask() : encoding.getTypeIds();
}

function padTo({
  tokens,
  length,
  kind,
  step: { padding },
}: {
  tokens: readonly number[];
  length: number;
  kind: TokenTensor;
  step: TextPreprocessing;
}): readonly number[] {
  if (padding === undefined || tokens.length === length) return tokens;
  const value = { ids: padding.id, mask: 0, types: padding.typeId }[kind];
  const pad = Array.from({ length: length - tokens.length }, () => value);
  return padding.side === 'left' ? [...pad, ...tokens] : [...tokens, ...pad];
}

function checkLengths({
  name,
  lengths,
  step: { maxLength = Infinity, tooLong },
}: {
  name: string;
  lengths: readonly number[];
  step: TextPreprocessing;
}): void {
  const index = lengths.findIndex((length) => length > maxLength);
  if (index < 0) return;
  throw inputError({
    place: placeOf(name, index, lengths.length),
    problem: `the text has ${lengths[index]} tokens, and ${maxLength} are the most`,
    hint:
      tooLong === 'error'
        ? "Shorten it; or declare tooLong: 'truncate' with the model, to have the rest left out."
        : 'The special tokens alone are more: declare a larger maxLength with the model.',
  });
}

function paddedLength({
  name,
  lengths,
  step: { padding, maxLength },
}: {
  name: string;
  lengths: readonly number[];
  step: TextPreprocessing;
}): number {
  const longest = Math.max(...lengths);
  if (padding === undefined) {
    if (lengths.some((length) => length !== longest)) throw noPadding(name, lengths);
    return longest;
  }
  return padding.to === 'longest' ? longest : (maxLength ?? longest);
}

/** Ids are below 2^31, and `toWireTensor` widens them to what the model takes. */
function newElements(
  datatype: TensorDatatype,
  count: number,
): Uint8Array | Int32Array | Float32Array {
  if (datatype === 'BOOL') return new Uint8Array(count);
  return datatype.includes('INT') ? new Int32Array(count) : new Float32Array(count);
}

function placeOf(name: string, index: number, count: number): string {
  const place = `Input ${JSON.stringify(name)}`;
  return count === 1 ? place : `${place}, text ${index + 1} of ${count}`;
}

function noBatch(name: string, count: number): Error {
  return inputError({
    place: `Input ${JSON.stringify(name)}`,
    problem: `got ${count} texts, and the model takes one`,
    hint: 'Ask once for each text.',
  });
}

function noPadding(name: string, lengths: readonly number[]): Error {
  return inputError({
    place: `Input ${JSON.stringify(name)}`,
    problem: `texts of ${[...new Set(lengths)].join(', ')} tokens have to be padded to one length, and the tokenizer names no padding token`,
    hint: 'Declare `padToken` with the model; or ask once for each text.',
  });
}
