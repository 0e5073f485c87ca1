import { TorchrelayError } from '@torchrelay/core';
import type { StepResult } from '@torchrelay/core/target';

import { lookAtOperation } from '../client/operation.ts';
import type { MlAnswer } from '../client/ml-client.ts';
import { isBusy } from '../failure/arm-failure.ts';
import { type Begun, begunOf, done, endpointOf, pending, type StepRun } from './step-run.ts';

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
  /** What goes on meanwhile, in one line, where anything tells. */
  readonly tell?: (since: number) => Promise<string | undefined>;
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
    const progress = await lookAtOperation({
      client,
      operation,
      attempt,
      endpoint: endpointOf(run),
      call,
    });
    if (progress.state === 'running') {
      const detail = await toldDetail(settling, begun, detailOf(run));
      return pending(detail, { ...begun, polls: begun.polls + 1, lasts: true }, progress.pollInMs);
    }
  }
  const standing = await look();
  if (standing.is === 'as wanted') return done;
  if (standing.is === 'failed' && begun !== undefined) throw standing.error;
  if (standing.is === 'at work') {
    const detail = await toldDetail(settling, begun, standing.detail);
    return pending(detail, begun && { polls: 0, lasts: true, ...sinceOf(begun) });
  }
  if (begun === undefined) return begin(settling);
  if (begun.polls < pollsUntilSeen)
    return pending(detailOf(run), { polls: begun.polls + 1, ...sinceOf(begun) });
  throw undone(attempt);
}

async function begin({ run, begin: send }: Settling): Promise<StepResult> {
  try {
    const { operation } = await send();
    const begun = { polls: 0, since: Date.now(), ...(operation !== undefined && { operation }) };
    return pending(detailOf(run), begun);
  } catch (error) {
    if (isBusy(error)) return pending('another change of it has to end first');
    throw error;
  }
}

function sinceOf({ since }: Begun): Pick<Begun, 'since'> {
  return since === undefined ? {} : { since };
}

/** Not at the first look: what ends soon needs no telling. */
async function toldDetail(
  { run, tell }: Settling,
  begun: Begun | undefined,
  detail: string,
): Promise<string> {
  if (tell === undefined || begun?.lasts !== true || begun.since === undefined) return detail;
  try {
    const line = await tell(begun.since);
    return line === undefined ? detail : `${detail} | ${line.trim()}`;
  } catch (error) {
    if (run.call.abortSignal?.aborted === true) throw error;
    // Telling is a help: what cannot be read is no reason to stop waiting.
    return detail;
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
