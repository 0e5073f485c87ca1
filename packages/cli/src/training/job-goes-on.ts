import type { RelayEvent } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

import { CommandError } from '../errors/command-error.ts';
import { targetOption } from '../targets/open-target.ts';

/** What Ctrl-C leaves behind: nothing of ours, but the job, unless it ends with us. */
export function jobGoesOn({
  name,
  target,
  uri,
  events,
}: {
  readonly name: string;
  readonly target: Target;
  /** Absent where commands cannot name the target, since a file of the user's made it. */
  readonly uri: string | undefined;
  readonly events: readonly RelayEvent[];
}): CommandError | undefined {
  const states = events.flatMap((event) =>
    event.type === 'job-state' || event.type === 'job-join' ? [event.state] : [],
  );
  const hasJob = states.length > 0 || hasStarted(events);
  if (!hasJob || states.at(-1) === 'succeeded') return undefined;
  if (target.training?.capabilities.endsWithProcess === true) {
    return new CommandError({
      code: 'ABORTED',
      message: `Stopped, as asked. The job ${name} ends with this command.`,
      hint: 'Run the same again: it goes on from its last checkpoint.',
    });
  }
  return new CommandError({
    code: 'ABORTED',
    message: `Stopped waiting, as asked. The job ${name} goes on.`,
    hint: hintOn(name, uri ?? (target.provider === 'local' ? 'local' : undefined)),
  });
}

function hintOn(name: string, uri: string | undefined): string {
  if (uri === undefined)
    return `Run the same again to join it, or stop it with its target: torchrelay stop ${name} --target TARGET`;
  const option = targetOption(uri);
  return [
    'Run the same again to join it, or:',
    `  torchrelay status ${name} --job${option}`,
    `  torchrelay stop ${name}${option}`,
  ].join('\n');
}

function hasStarted(events: readonly RelayEvent[]): boolean {
  return events.some((event) => event.type === 'step-end' && event.kind.includes('job'));
}
