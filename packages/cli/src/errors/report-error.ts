import type { CommandContext } from '../command-line/command-context.ts';
import { showDocument } from '../output/show.ts';
import { describeError, type ErrorDescription } from './describe-error.ts';
import { hintWithTarget } from './hint-with-target.ts';
import { exitCodeOf, type ExitCode } from './exit-code.ts';

/** What `--json` prints in place of a result. */
export interface ErrorDocument {
  readonly error: ErrorDescription;
}

interface ReportOptions extends Pick<CommandContext, 'out' | 'err' | 'isJson' | 'isStream'> {
  /** As it was given on the command line. */
  readonly target?: string | undefined;
}

/** Says what went wrong, and what to do next: `error: …`, a blank line, `hint: …`. */
export function reportError(
  error: unknown,
  { out, err, isJson, isStream, target = 'local' }: ReportOptions,
): ExitCode {
  const description = inTarget(describeError(error), target);
  const { message, hint, stack } = description;
  if (isJson) {
    const document: ErrorDocument = { error: description };
    showDocument({ out, isStream }, document);
    return exitCodeOf(description);
  }
  err.line(`${err.style.red('error:')} ${oneLine(message)}`);
  if (hint !== undefined) err.line(`\n${err.style.cyan('hint:')} ${hint}`);
  if (stack !== undefined) err.line(`\n${stack}`);
  return exitCodeOf(description);
}

function inTarget(description: ErrorDescription, target: string): ErrorDescription {
  const { hint } = description;
  return hint === undefined ? description : { ...description, hint: hintWithTarget(hint, target) };
}

/** Python's messages come with line breaks. */
function oneLine(message: string): string {
  return message.trim().replace(/\s*\n\s*/g, ' ');
}
