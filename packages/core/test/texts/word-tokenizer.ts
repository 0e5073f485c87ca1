/** The bytes of a tokenizer.json whose tokens are words: `[PAD]` is 0, `[UNK]` 1, and the given ones follow. */
export function wordTokenizer(words: readonly string[] = ['a', 'cat', 'dog']): Uint8Array {
  const vocabulary = ['[PAD]', '[UNK]', ...words].map((word, id) => [word, id] as const);
  const special = vocabulary.slice(0, 2).map(([content, id]) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }));
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special,
    normalizer: null,
    pre_tokenizer: { type: 'WhitespaceSplit' },
    post_processor: null,
    decoder: null,
    model: { type: 'WordLevel', vocab: Object.fromEntries(vocabulary), unk_token: '[UNK]' },
  };
  return new TextEncoder().encode(JSON.stringify(tokenizer));
}
