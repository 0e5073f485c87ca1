import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { tokenizerPath } from '../package/layout.ts';
import type { TokenizerSources } from '../preprocess/text/tokenizer-source.ts';
import { readAll } from '../store/sources.ts';
import type { ObjectStore } from '../target/object-store.ts';
import type { Signature } from '../target/signature.ts';

/** The tokenizers of a package, read from the store when the first text is asked about. */
export function storedTokenizers({
  store,
  prefix,
  signature: { preprocess = {} },
}: {
  readonly store: ObjectStore;
  /** Of the package's keys. */
  readonly prefix: string;
  readonly signature: Signature;
}): TokenizerSources {
  return Object.fromEntries(
    Object.entries(preprocess).flatMap(([name, step]) =>
      step.from === 'text'
        ? [[name, () => readTokenizer(store, prefix + tokenizerPath(step.tokenizer.sha256))]]
        : [],
    ),
  );
}

async function readTokenizer(store: ObjectStore, key: string): Promise<Uint8Array> {
  const found = await store.doRead(key, {});
  if (found !== undefined) return readAll(found.source);
  throw new TorchrelayError({
    code: 'TOKENIZER_MISSING',
    message: `The store has no tokenizer at ${key}: its package was removed.`,
    hint: 'Deploy the model again, which brings it; or connect with { tokenizers }.',
    data: { key },
  });
}
