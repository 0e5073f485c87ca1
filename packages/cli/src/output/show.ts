import type { CommandContext } from '../command-line/command-context.ts';
import type { Documents, EventLine } from './documents.ts';

type Document = Documents[keyof Documents];
type Output = Pick<CommandContext, 'out' | 'isJson' | 'isStream'>;

/** Of the JSON Schemas that the package ships under `schema/`. */
const schemaVersion = 1;

/** Prints the result: one JSON document, or lines for people. */
export function show(
  output: Output,
  { document, lines }: { readonly document: Document; readonly lines: () => readonly string[] },
): void {
  const { out, isJson } = output;
  if (isJson) showDocument(output, document);
  else for (const line of lines()) out.line(line);
}

/** One line for programs, many for people who look. */
export function showDocument(
  { out, isStream }: Pick<Output, 'out' | 'isStream'>,
  document: Document,
): void {
  const versioned = { schemaVersion, ...document };
  if (isStream) showEvent(out, { type: 'result', document: versioned });
  else out.write(`${JSON.stringify(versioned, undefined, out.isTerminal ? 2 : undefined)}\n`);
}

/** A line of `--events`. */
export function showEvent(out: CommandContext['out'], event: EventLine): void {
  out.write(`${JSON.stringify(event)}\n`);
}
