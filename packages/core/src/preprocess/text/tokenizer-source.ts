import { readFile } from 'node:fs/promises';

import { sha256Hex } from '../../digest/digest.ts';
import { TorchrelayError } from '../../errors/torchrelay-error.ts';
import type { TokenizerReference } from '../../target/preprocessing.ts';

/** A `tokenizer.json`: its path, its bytes, or something that brings them when they are first needed. */
export type TokenizerSource = string | URL | Uint8Array | (() => Promise<Uint8Array>);

/** By the name under which texts are given. */
export type TokenizerSources = { readonly [name: string]: TokenizerSource };

/** @throws TorchrelayError `TOKENIZER_MISSING` */
export async function tokenizerBytes(source: TokenizerSource, name: string): Promise<Uint8Array> {
  if (typeof source === 'function') return source();
  if (source instanceof Uint8Array) return source;
  try {
    return await readFile(source);
  } catch (cause) {
    throw new TorchrelayError({
      code: 'TOKENIZER_MISSING',
      message: `The tokenizer of "${name}", ${String(source)}, cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'Give the path of the tokenizer.json that the model was trained with.',
      cause,
      data: { name },
    });
  }
}

/**
 * The very file that a model was deployed with: another one would give ids that mean other words.
 *
 * @throws TorchrelayError `TOKENIZER_MISSING`, `TOKENIZER_DIFFERS`
 */
export async function matchingTokenizer({
  name,
  source,
  expected,
}: {
  readonly name: string;
  readonly source: TokenizerSource | undefined;
  readonly expected: TokenizerReference;
}): Promise<Uint8Array> {
  if (source === undefined) throw notGiven(name, expected);
  const bytes = await tokenizerBytes(source, name);
  const sha256 = sha256Hex(bytes);
  if (sha256 === expected.sha256) return bytes;
  throw new TorchrelayError({
    code: 'TOKENIZER_DIFFERS',
    message: `The tokenizer given for "${name}" is not the one that the model was deployed with: its SHA-256 is ${sha256}, not ${expected.sha256}.`,
    hint: 'Give the same file; or deploy the model again with this one.',
    data: { name, expected: expected.sha256, actual: sha256 },
  });
}

function notGiven(name: string, { sha256, size }: TokenizerReference): TorchrelayError {
  return new TorchrelayError({
    code: 'TOKENIZER_MISSING',
    message: `Texts for "${name}" are tokenized here, and neither a reference nor a URL brings the tokenizer.json (${size} bytes, SHA-256 ${sha256}).`,
    hint: `Give the file that the model was deployed with: { tokenizers: { ${JSON.stringify(name)}: './tokenizer.json' } }; or connect by name, which reads it from the target's store.`,
    data: { name, sha256 },
  });
}
