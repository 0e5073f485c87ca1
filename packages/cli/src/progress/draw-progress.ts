import type { RelayEvent } from '@torchrelay/core';

import type { CommandContext } from '../command-line/command-context.ts';
import { formatBytes, formatDuration } from '../output/quantities.ts';
import type { StatusLine } from '../output/status-line.ts';
import { padEnd } from '../output/width.ts';
import { describeStep } from '../plan/describe-step.ts';
import { type Failures, failureLine } from './failure-line.ts';

/** Where the times stand. */
const labelWidth = 44;

/**
 * Draws what core tells: a line for each thing done, with its time; on a terminal a moving line for what is
 * being done, elsewhere a line for each wait, so that a log shows life.
 */
export function progressDrawer({
  context: { err, symbols },
  status,
}: {
  readonly context: Pick<CommandContext, 'err' | 'symbols'>;
  readonly status: StatusLine;
}): (event: RelayEvent) => void {
  const { style } = err;
  const failures: Failures = { style, symbols };

  function begin(label: string, detail?: string): void {
    const startedAt = performance.now();
    status.update(() => {
      const elapsed = formatDuration(performance.now() - startedAt);
      return [label, ...(detail === undefined ? [] : [detail]), elapsed].join('  ');
    });
    if (!err.isTerminal && detail !== undefined) err.line(`  ${label}: ${detail}`);
  }

  function end(label: string, durationInMs: number): void {
    status.clear();
    const time = style.dim(formatDuration(durationInMs));
    err.line(`${style.green(symbols.done)} ${padEnd(label, labelWidth)}  ${time}`);
  }

  return (event) => {
    if (event.type === 'stage-start') begin(event.stage);
    else if (event.type === 'stage-end') end(event.stage, event.durationInMs);
    else if (event.type === 'step-start') begin(describeStep(event));
    else if (event.type === 'step-wait') begin(describeStep(event), event.detail);
    else if (event.type === 'step-end') end(describeStep(event), event.durationInMs);
    else if (event.type === 'gate-pass') {
      status.print(`${style.green(symbols.done)} the gate is passed: ${event.detail}`);
    } else if (event.type === 'upload-delta') status.update(() => uploading(event));
    else {
      const line = failureLine(event, failures);
      if (line !== undefined) status.print(line);
    }
  };
}

function uploading({
  path,
  sent,
  size,
}: {
  readonly path: string;
  readonly sent: number;
  readonly size: number;
}): string {
  const percent = size === 0 ? 100 : Math.floor((sent / size) * 100);
  return `upload ${path}  ${formatBytes(sent)} of ${formatBytes(size)}, ${percent} %`;
}
