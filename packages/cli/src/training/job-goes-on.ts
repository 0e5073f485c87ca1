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
  /** Empty where commands cannot name the target. */
  readonly uri: string | undefined;
  readonly events: readonly RelayEvent[];
}): CommandError | undefined {
  const last = events.findLast(({ type }) => type === 'job-state' || type === 'job-join');
  const hasJob = last !== undefined || hasStarted(events);
  if (!hasJob || (last?.type === 'job-state' && last.state === 'succeeded')) return undefined;
  if (target.training?.capabilities.endsWithProcess === true) {
    return new CommandError({
      code: 'ABORTED',
      message: `Stopped, as asked. The job ${name} ends with this command.`,
      hint: 'Run the same again: it goes on from its last checkpoint.',
    });
  }
  const option = uri === undefined ? '' : targetOption(uri);
  return new CommandError({
    code: 'ABORTED',
    message: `Stopped waiting, as asked. The job ${name} goes on.`,
    hint: [
      'Run the same again to join it, or:',
      `  torchrelay status ${name} --job${option}`,
      `  torchrelay stop ${name}${option}`,
    ].join('\n'),
  });
}

function hasStarted(events: readonly RelayEvent[]): boolean {
  return events.some((event) => event.type === 'step-end' && event.kind.includes('job'));
}
