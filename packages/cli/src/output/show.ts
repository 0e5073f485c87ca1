import type { CommandContext } from '../command-line/command-context.ts';

/** Prints the result: one JSON document, or lines for people. */
export function show(
  { out, isJson }: Pick<CommandContext, 'out' | 'isJson'>,
  { document, lines }: { readonly document: object; readonly lines: () => readonly string[] },
): void {
  if (isJson) showDocument(out, document);
  else for (const line of lines()) out.line(line);
}

/** One line for programs, many for people who look. */
export function showDocument(out: CommandContext['out'], document: object): void {
  out.write(`${JSON.stringify(document, undefined, out.isTerminal ? 2 : undefined)}\n`);
}
