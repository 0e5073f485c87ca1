import type { Encoding } from 'tokenizers';

import { TorchrelayError } from '../../errors/torchrelay-error.ts';
import type { TextPreprocessing } from '../../target/preprocessing.ts';
import { peerFailure } from '../peer-failure.ts';
import type { TextPair } from './text-input.ts';

/** The tokens of a text, without padding. */
export type Tokenize = (text: string | TextPair) => Promise<Encoding>;

/**
 * A tokenizer as a declaration wants it: the padding and truncation that its own file asks for do not count.
 *
 * @throws TorchrelayError `PEER_MISSING`, `TOKENIZER_INVALID`
 */
export async function openTokenizer(
  bytes: Uint8Array,
  { tooLong, maxLength, truncationSide, specialTokens }: TextPreprocessing,
): Promise<Tokenize> {
  const { Tokenizer } = await importTokenizers();
  const tokenizer = opened(() => Tokenizer.fromString(new TextDecoder().decode(bytes)));
  tokenizer.disablePadding();
  if (tooLong === 'truncate' && maxLength !== undefined) {
    tokenizer.setTruncation(maxLength, { direction: truncationSide });
  } else {
    tokenizer.disableTruncation();
  }
  const options = { addSpecialTokens: specialTokens };
  return (text) =>
    typeof text === 'string'
      ? tokenizer.encode(text, null, options)
      : tokenizer.encode(text.text, text.pair, options);
}

async function importTokenizers() {
  try {
    return await import('tokenizers');
  } catch (cause) {
    throw peerFailure('tokenizers', cause);
  }
}

function opened<Tokenizer>(open: () => Tokenizer): Tokenizer {
  try {
    return open();
  } catch (cause) {
    throw new TorchrelayError({
      code: 'TOKENIZER_INVALID',
      message: `The tokenizer.json cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'Save it anew: tokenizer.save("tokenizer.json") in Python, or save_pretrained of transformers. A newer package "tokenizers" may read it as it is.',
      cause,
    });
  }
}
