import type { CommandContext } from '../command-line/command-context.ts';
import { showDocument } from '../output/show.ts';
import { describeError, type ErrorDescription } from './describe-error.ts';
import { exitCodeOf, type ExitCode } from './exit-code.ts';

/** What `--json` prints in place of a result. */
export interface ErrorDocument {
  readonly error: ErrorDescription;
}

/** Says what went wrong, and what to do next: `error: …`, a blank line, `hint: …`. */
export function reportError(
  error: unknown,
  { out, err, isJson }: Pick<CommandContext, 'out' | 'err' | 'isJson'>,
): ExitCode {
  const description = describeError(error);
  const { message, hint, stack } = description;
  if (isJson) {
    const document: ErrorDocument = { error: description };
    showDocument(out, document);
    return exitCodeOf(description);
  }
  err.line(`${err.style.red('error:')} ${oneLine(message)}`);
  if (hint !== undefined) err.line(`\n${err.style.cyan('hint:')} ${hint}`);
  if (stack !== undefined) err.line(`\n${stack}`);
  return exitCodeOf(description);
}

/** Python's messages come with line breaks. */
function oneLine(message: string): string {
  return message.trim().replace(/\s*\n\s*/g, ' ');
}
