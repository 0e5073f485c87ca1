import type { RelayEvent } from '@torchrelay/core';

import { formatDuration } from '../output/quantities.ts';
import type { Style } from '../output/style.ts';
import type { Symbols } from '../output/symbols.ts';
import { describeStep } from '../plan/describe-step.ts';

export interface Failures {
  readonly style: Style;
  readonly symbols: Symbols;
}

/** What went otherwise than planned, in a line that stays; `undefined` for events that nobody need see. */
export function failureLine(event: RelayEvent, { style, symbols }: Failures): string | undefined {
  const failed = style.red(symbols.failed);
  const warning = style.yellow(symbols.warning);
  if (event.type === 'step-fail') {
    // Nothing of it has failed: we have stopped looking.
    return event.error.code === 'ABORTED' ? undefined : `${failed} ${describeStep(event)}`;
  }
  if (event.type === 'retry') {
    return `${warning} ${event.reason} Trying again in ${formatDuration(event.waitInMs)}.`;
  }
  if (event.type === 'offer-fail') {
    const next = event.next === undefined ? '' : ` Trying ${event.next}.`;
    return `${warning} ${event.offer} cannot be had: ${event.reason}${next}`;
  }
  if (event.type === 'restore-start') return `${warning} ${restoring(event.release)}`;
  if (event.type === 'restore-end') {
    return `${style.green(symbols.done)} ${restored(event.release)}`;
  }
  return event.type === 'warning'
    ? `${warning} ${style.yellow('warning:')} ${event.message}`
    : undefined;
}

function restoring(release: number | undefined): string {
  return release === undefined ? 'Removing what was begun.' : `Putting release ${release} back.`;
}

function restored(release: number | undefined): string {
  return release === undefined ? 'What was begun is removed.' : `Release ${release} serves again.`;
}
