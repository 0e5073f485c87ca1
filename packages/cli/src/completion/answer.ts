import type { Shell } from '../commands/completion/command.ts';
import type { Completion } from './complete.ts';

/** As the script of a shell reads it: a line for each candidate, or `:files`. */
export function answerFor(shell: Shell, completion: Completion): readonly string[] {
  if (completion === 'files') return [':files'];
  return completion.map(({ word, summary = '' }) => {
    if (shell === 'bash') return afterEquals(word);
    if (shell === 'zsh') return `${word.replaceAll(':', '\\:')}:${summary}`;
    return `${word}\t${summary}`;
  });
}

/** Bash puts in only what follows the sign. */
function afterEquals(word: string): string {
  return word.startsWith('--') ? word.slice(word.indexOf('=') + 1) : word;
}
