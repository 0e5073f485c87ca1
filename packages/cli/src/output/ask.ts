import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';

import type { CommandContext } from '../command-line/command-context.ts';

/**
 * Asks a question that can be answered by yes. Anything else is no: an empty line, an end of input.
 * Without readline's own terminal handling, so that Ctrl-C stays a signal.
 */
export async function askOnTerminal({
  question,
  input,
  err,
  abortSignal,
}: {
  readonly question: string;
  readonly input: Readable;
} & Pick<CommandContext, 'err' | 'abortSignal'>): Promise<boolean> {
  err.write(`${question} [y/N] `);
  const lines = createInterface({ input, terminal: false, signal: abortSignal });
  try {
    for await (const line of lines) return /^y(es)?$/i.test(line.trim());
    err.line('');
    abortSignal.throwIfAborted();
    return false;
  } finally {
    lines.close();
  }
}
