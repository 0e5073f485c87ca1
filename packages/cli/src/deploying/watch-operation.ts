import type { Plan, RelayEvent, TrainingPlan } from '@torchrelay/core';

import type { CommandContext } from '../command-line/command-context.ts';
import { CommandError } from '../errors/command-error.ts';
import { showEvent } from '../output/show.ts';
import { openStatusLine, type StatusLine } from '../output/status-line.ts';
import { consentTo } from '../plan/consent.ts';
import { progressDrawer } from '../progress/draw-progress.ts';

export interface Watch {
  readonly context: CommandContext;
  readonly question: string | ((plan: Plan | TrainingPlan) => string);
  readonly mustAsk: boolean | ((plan: Plan | TrainingPlan) => boolean);
  /** Handles each event before the next one is drawn. */
  readonly follow?: (status: StatusLine) => (event: RelayEvent) => Promise<void>;
  /** What is to be said where something goes on without us. */
  readonly whenStopped?: (events: readonly RelayEvent[]) => Error | undefined;
}

/** What a verb of the SDK is given. */
export interface WatchedOptions {
  readonly confirm: (plan: Plan | TrainingPlan) => Promise<boolean>;
  readonly onEvent: (event: RelayEvent) => void;
  readonly abortSignal: AbortSignal;
}

export interface Watched<Result> {
  readonly result: Result;
  readonly events: readonly RelayEvent[];
}

/** Runs a verb of the SDK with its plan shown, its progress drawn, and Ctrl-C heard. */
export async function watchOperation<Result>(
  { context, question, mustAsk, follow, whenStopped = () => undefined }: Watch,
  start: (options: WatchedOptions) => Promise<Result>,
): Promise<Watched<Result>> {
  const { err, symbols, abortSignal } = context;
  const status = openStatusLine(err, symbols);
  const draw = progressDrawer({ context, status });
  const handle = follow?.(status);
  const ask = consentTo({ question, mustAsk, status, context });
  const events: RelayEvent[] = [];
  let drawn = Promise.resolve();
  const onEvent = (event: RelayEvent): void => {
    events.push(event);
    if (context.isStream) showEvent(context.out, event);
    if (handle === undefined) draw(event);
    else drawn = drawInTurn({ event, before: drawn, draw, handle });
  };
  const confirm = async (plan: Plan | TrainingPlan): Promise<boolean> => {
    await drawn;
    return ask(plan);
  };
  try {
    return { result: await start({ abortSignal, confirm, onEvent }), events };
  } catch (error) {
    if (!abortSignal.aborted) throw error;
    const hasBegun = events.some(({ type }) => type === 'step-start');
    throw whenStopped(events) ?? (hasBegun ? error : stoppedBefore(error));
  } finally {
    await drawn;
    status.clear();
  }
}

/** What belongs to one event is written before the next one is drawn. */
async function drawInTurn({
  event,
  before,
  draw,
  handle,
}: {
  readonly event: RelayEvent;
  readonly before: Promise<void>;
  readonly draw: (event: RelayEvent) => void;
  readonly handle: (event: RelayEvent) => Promise<void>;
}): Promise<void> {
  await before;
  draw(event);
  await handle(event);
}

function stoppedBefore(cause: unknown): CommandError {
  return new CommandError({
    code: 'ABORTED',
    message: 'Stopped, as asked. Nothing was changed.',
    cause,
  });
}
