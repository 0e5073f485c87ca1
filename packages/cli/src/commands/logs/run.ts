import { checkName, logs, status } from '@torchrelay/core';
import type { LogLine, LogOptions } from '@torchrelay/core/target';

import type { Handler } from '../../command-line/command.ts';
import { CommandError } from '../../errors/command-error.ts';
import { exitCodes } from '../../errors/exit-code.ts';
import { showDocument } from '../../output/show.ts';
import type { Style } from '../../output/style.ts';
import { openTarget } from '../../targets/open-target.ts';
import { checkJobOptions } from '../../training/check-job-options.ts';
import { openRun } from '../../training/open-run.ts';
import type { LogsValues } from './command.ts';

/** What `logs --json` prints. */
export interface LogsDocument {
  readonly lines: readonly LogLine[];
}

export const run: Handler<LogsValues> = async (values, context) => {
  const { out, err, isJson, abortSignal } = context;
  const { follow, tail, since } = values;
  checkJobOptions(values);
  if (follow && isJson) throw endlessDocument();
  const lines = await linesOf(values, {
    abortSignal,
    follow,
    ...(tail !== undefined && { tail }),
    ...(since !== undefined && { since: Date.now() - since }),
  });
  if (isJson) {
    const document: LogsDocument = { lines: await Array.fromAsync(lines) };
    showDocument(context, document);
    return undefined;
  }
  let count = 0;
  for await (const line of lines) {
    out.line(format(line, out.style));
    count += 1;
  }
  if (count === 0 && !follow) err.line(nothingWritten(values));
  return abortSignal.aborted ? exitCodes.interrupted : undefined;
};

/** Nothing at all would look like something broken. */
function nothingWritten({ name, since }: LogsValues): string {
  return since === undefined
    ? `${name} has written nothing yet.`
    : `${name} has written nothing in that time.`;
}

async function linesOf(
  { name, job, attempt, target: uri }: LogsValues,
  options: LogOptions & { readonly abortSignal: AbortSignal },
): Promise<AsyncIterable<LogLine>> {
  const { target } = await openTarget(uri);
  const { abortSignal } = options;
  if (job) return (await openRun({ name, attempt, target, abortSignal })).logs(options);
  // A name that is not there has no logs, which is not the same as none yet.
  await status(checkName(name), target, { abortSignal });
  return logs(name, target, options);
}

function format({ time, source, text }: LogLine, style: Style): string {
  return `${style.dim(new Date(time).toISOString())}  ${style.cyan(source)}  ${text}`;
}

function endlessDocument(): CommandError {
  return new CommandError({
    message: '--follow never ends, and --json prints one document.',
    hint: 'Leave one of them out.',
  });
}
