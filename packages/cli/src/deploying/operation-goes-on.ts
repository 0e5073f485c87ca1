import type { RelayEvent } from '@torchrelay/core';

import { CommandError } from '../errors/command-error.ts';
import { describeStep } from '../plan/describe-step.ts';
import { targetOption } from '../targets/open-target.ts';

/** What Ctrl-C leaves behind, how to go on with it, and how to be rid of it; nothing where nothing was begun. */
export function operationGoesOn({
  uri,
  events,
}: {
  /** Absent where commands cannot say what it is about. */
  readonly uri: string | undefined;
  readonly events: readonly RelayEvent[];
}): CommandError | undefined {
  const begun = events.filter((event) => event.type === 'step-start');
  const last = begun.at(-1);
  if (last === undefined) return undefined;
  return new CommandError({
    code: 'ABORTED',
    message: `Stopped waiting, as asked. ${whatOf(last, events)}`,
    hint: hintOn(last.name, uri),
    data: { name: last.name, step: last.step },
  });
}

function hintOn(name: string, uri: string | undefined): string {
  if (uri === undefined) return 'Run the same again: it goes on where it is.';
  const option = targetOption(uri);
  return [
    'Run the same again: it goes on where it is. Or:',
    `  torchrelay status ${name}${option}`,
    `  torchrelay destroy ${name}${option}`,
  ].join('\n');
}

/** A platform goes on with what it was asked for; what we send ourselves ends with us. */
function whatOf(
  last: Extract<RelayEvent, { type: 'step-start' }>,
  events: readonly RelayEvent[],
): string {
  const hasEnded = events.some((event) => event.type === 'step-end' && event.step === last.step);
  if (hasEnded) return `The last thing done is: ${describeStep(last)}.`;
  return last.action === 'upload'
    ? `The ${describeStep(last)} is not done.`
    : `What was begun goes on without us: ${describeStep(last)}.`;
}
