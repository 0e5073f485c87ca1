import type { Block } from './find-blocks.ts';

/** The lines of a block that somebody would type: in a transcript, those behind the prompt. */
export function typedLines({ language, code }: Pick<Block, 'language' | 'code'>): string[] {
  const joined = code.replaceAll(/\\\n\s*/g, ' ');
  const lines = joined.split('\n').map((line) => line.trim());
  if (language !== 'console') return lines.filter((line) => line !== '' && !line.startsWith('#'));
  return lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
}

/** The commands of one line, each as its words: what a shell does with quotes, comments, pipes and redirections. */
export function commandsOf(line: string): string[][] {
  const commands: string[][] = [[]];
  const token =
    /\s+|(#.*)|([|&;]+|[<>]+\s*[^\s|&;]+)|((?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"|&;<>\\])+)/gy;
  for (const [, , operator, word] of line.matchAll(token)) {
    if (operator !== undefined && !/[<>]/.test(operator)) commands.push([]);
    if (word !== undefined) commands.at(-1)?.push(unquote(word));
  }
  return commands.filter(({ length }) => length > 0);
}

function unquote(word: string): string {
  return word.replaceAll(
    /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g,
    (_, single?: string, double?: string, escaped?: string) => single ?? double ?? escaped ?? '',
  );
}

/** What is handed to torchrelay, where that is what a command runs. */
export function torchrelayArguments(words: readonly string[]): string[] | undefined {
  const [program, ...rest] = words[0] === 'npx' ? words.slice(1) : words;
  return program === 'torchrelay' ? rest : undefined;
}
