import type { Operation, RelayEvent, VerbOptions } from '@torchrelay/core';

import type { CommandContext } from '../command-line/command-context.ts';
import { CommandError } from '../errors/command-error.ts';
import { openStatusLine } from '../output/status-line.ts';
import { consentTo } from '../plan/consent.ts';
import { progressDrawer } from '../progress/draw-progress.ts';

export interface Watch {
  readonly context: CommandContext;
  readonly question: string;
  readonly mustAsk: boolean;
}

/** Runs a verb of the SDK with its plan shown, its progress drawn, and Ctrl-C heard. */
export async function watchOperation<Result>(
  { context, question, mustAsk }: Watch,
  start: (
    options: Required<Pick<VerbOptions, 'confirm' | 'onEvent' | 'abortSignal'>>,
  ) => Operation<Result>,
): Promise<{ readonly result: Result; readonly events: readonly RelayEvent[] }> {
  const { err, symbols, abortSignal } = context;
  const status = openStatusLine(err, symbols);
  const draw = progressDrawer({ context, status });
  const events: RelayEvent[] = [];
  try {
    const result = await start({
      abortSignal,
      confirm: consentTo({ question, mustAsk, status, context }),
      onEvent: (event) => {
        events.push(event);
        draw(event);
      },
    });
    return { result, events };
  } catch (error) {
    const hasBegun = events.some(({ type }) => type === 'step-start');
    throw abortSignal.aborted && !hasBegun ? stoppedBefore(error) : error;
  } finally {
    status.clear();
  }
}

function stoppedBefore(cause: unknown): CommandError {
  return new CommandError({
    code: 'ABORTED',
    message: 'Stopped, as asked. Nothing was changed.',
    cause,
  });
}
