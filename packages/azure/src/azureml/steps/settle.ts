import { TorchrelayError } from '@torchrelay/core';
import type { StepResult } from '@torchrelay/core/target';

import { lookAtOperation } from '../client/operation.ts';
import type { MlAnswer } from '../client/ml-client.ts';
import { isBusy } from '../failure/arm-failure.ts';
import { type Begun, begunOf, done, pending, type StepRun } from './step-run.ts';

export interface Settling {
  readonly run: StepRun;
  /** For messages, and while waiting: `Cannot create the endpoint demo`. */
  readonly attempt: string;
  /** Says how the thing is now, whoever has made it so. */
  readonly look: () => Promise<Standing>;
  /** Sends the one request. */
  readonly begin: () => Promise<MlAnswer<unknown>>;
  /** Where an operation's failure, or the thing's, can be told in more words. */
  readonly explain?: (error: unknown) => Promise<unknown>;
}

export type Standing =
  | { readonly is: 'as wanted' }
  /** It has to be begun, or its beginning is not seen yet. */
  | { readonly is: 'not as wanted' }
  /** A change is under way, ours or another's; `detail` is Azure's word for it. */
  | { readonly is: 'at work'; readonly detail: string }
  | { readonly is: 'failed'; readonly error: TorchrelayError };

/** A change that Azure has accepted and ended is seen at once, nearly always. */
const pollsUntilSeen = 5;

/**
 * Begins a change, or looks how far it is: by its operation where this process has begun it, and by the thing itself
 * where another one has, or where the operation is over. Never waits inside.
 */
export async function settle(settling: Settling): Promise<StepResult> {
  const { run, explain = async (error) => error } = settling;
  try {
    return await next(settling, begunOf(run.call));
  } catch (error) {
    throw await explain(error);
  }
}

async function next(settling: Settling, begun: Begun | undefined): Promise<StepResult> {
  const { run, attempt, look } = settling;
  if (begun?.operation !== undefined) {
    const { client, call } = run;
    const { operation } = begun;
    const progress = await lookAtOperation({ client, operation, attempt, call });
    if (progress.state === 'running') {
      return pending(detailOf(run), { ...begun, polls: begun.polls + 1 }, progress.pollInMs);
    }
  }
  const standing = await look();
  if (standing.is === 'as wanted') return done;
  if (standing.is === 'failed' && begun !== undefined) throw standing.error;
  if (standing.is === 'at work') return pending(standing.detail, begun && { polls: 0 });
  if (begun === undefined) return begin(settling);
  if (begun.polls < pollsUntilSeen) return pending(detailOf(run), { polls: begun.polls + 1 });
  throw undone(attempt);
}

async function begin({ run, begin: send }: Settling): Promise<StepResult> {
  try {
    const { operation } = await send();
    return pending(detailOf(run), { polls: 0, ...(operation !== undefined && { operation }) });
  } catch (error) {
    if (isBusy(error)) return pending('another change of it has to end first');
    throw error;
  }
}

const details: Readonly<Record<string, string>> = {
  'create endpoint': 'Creating: an address and an identity',
  'update endpoint': 'Updating the endpoint',
  'create deployment':
    'Creating: an instance is looked for, and image and package are brought to it',
  'create environment': 'Creating: the workspace builds the server’s image',
  'update deployment': 'Scaling',
  'route traffic': 'Updating: the traffic moves',
};

function detailOf({ step: { action, kind } }: StepRun): string {
  return details[`${action} ${kind}`] ?? 'Deleting';
}

function undone(attempt: string): TorchrelayError {
  return new TorchrelayError({
    code: 'CHANGE_UNDONE',
    message: `${attempt}: Azure has accepted it and ended it, and nothing has changed.`,
    hint: 'Somebody else may have changed it meanwhile. Run the command again.',
    recovery: 'replan',
    effect: 'unknown',
  });
}
