import { complete } from '../../completion/complete.ts';
import { readNames } from '../../completion/config-names.ts';
import type { Handler } from '../../command-line/command.ts';
import { completionScript } from '../../completion/scripts.ts';
import { answerFor } from '../../completion/answer.ts';
import { commands } from '../index.ts';
import type { CompletionValues } from './command.ts';

export const run: Handler<CompletionValues> = async ({ shell, words }, { out, environment }) => {
  if (words.length === 0) {
    out.write(completionScript(shell));
    return undefined;
  }
  const names = await readNames(process.cwd(), environment);
  const lines = answerFor(shell, complete({ words: asWords(words), commands, names }));
  out.write(lines.map((line) => `${line}\n`).join(''));
  return undefined;
};

/** The scripts put a dot before the word that is being typed, since shells drop empty ones. */
function asWords(words: readonly string[]): readonly string[] {
  return [...words.slice(0, -1), (words.at(-1) ?? '').replace(/^\./, '')];
}
