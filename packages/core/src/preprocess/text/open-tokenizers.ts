import type { TextPreprocessing } from '../../target/preprocessing.ts';
import { openTokenizer, type Tokenize } from './open-tokenizer.ts';
import { matchingTokenizer, type TokenizerSources } from './tokenizer-source.ts';

/** The tokenizer of a text input, opened when it is first asked for. */
export type TokenizerOf = (name: string, step: TextPreprocessing) => Promise<Tokenize>;

export function openTokenizers(sources: TokenizerSources): TokenizerOf {
  const kept = new Map<string, Promise<Tokenize>>();
  return (name, step) => {
    const opening = kept.get(name) ?? openOne(name, step, sources);
    kept.set(name, opening);
    // The next request may find what this one did not.
    opening.catch(() => kept.delete(name));
    return opening;
  };
}

async function openOne(
  name: string,
  step: TextPreprocessing,
  sources: TokenizerSources,
): Promise<Tokenize> {
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
  return openTokenizer(await matchingTokenizer({ name, source, expected: step.tokenizer }), step);
}
