import { TorchrelayError, toTorchrelayError } from '../errors/torchrelay-error.ts';
import { type Intent, withScaling, withoutRollout } from '../plan/intent.ts';
import { scalingOf } from '../operate/scaling.ts';
import { latestRelease, type Release } from '../release/release-log.ts';
import type { Deployment, ServeSpec } from '../target/serving.ts';
import type { ApplyContext } from './context.ts';
import { withRetries } from './retry.ts';
import { runSteps } from './run-steps.ts';

export interface RestoreRequest {
  readonly error: TorchrelayError;
  /** What was live before this run changed anything. */
  readonly before: Deployment | undefined;
  readonly intent: Intent;
  readonly context: ApplyContext;
  readonly check: () => Promise<void>;
}

/**
 * After a failure that no repetition mends: the last recorded release is put back, or, where there is none,
 * what was begun is removed, so that nothing half-made is left billing. A failed removal is left for the next
 * run. Outages and aborts are no verdict on the release: then nothing is undone.
 *
 * @returns the error to throw, with `data.restored`: the release that serves again, or `null` for none
 */
export async function restore(request: RestoreRequest): Promise<TorchrelayError> {
  const { error, intent, context } = request;
  const { abortSignal } = context;
  const undoes = isVerdict(error) && intent.verb !== 'destroy' && abortSignal?.aborted !== true;
  if (!undoes) return unfinished(error, intent);
  try {
    return await putBack(request);
  } catch (thrown) {
    return restoreFailed(error, toTorchrelayError(thrown, abortSignal), intent);
  }
}

/** Whoever is signed out, or has lost the network, has not learned anything about the release. */
const noVerdicts: ReadonlySet<string> = new Set([
  'ABORTED',
  'LEASE_LOST',
  'NO_CREDENTIALS',
  'STEP_TIMED_OUT',
  'UNREACHABLE',
]);

function isVerdict({ code, recovery }: TorchrelayError): boolean {
  return recovery !== 'retry' && !noVerdicts.has(code);
}

async function putBack({
  error,
  before,
  intent,
  context,
  check,
}: RestoreRequest): Promise<TorchrelayError> {
  const { serving, target, emit, abortSignal } = context;
  const call = { abortSignal };
  const ask = <Answer>(request: () => Promise<Answer>): Promise<Answer> =>
    withRetries(request, context);
  const previous = await ask(() => latestRelease(target.store, intent.name, call));
  const live = await ask(() => serving.doObserve(intent.name, call));
  const want = previous && specAsItWas(previous, before);
  const steps = serving.plan(want, live);
  const release = previous === undefined ? {} : { release: previous.number };
  if (steps.length > 0) {
    emit({ type: 'restore-start', ...release, reason: error.message });
    await runSteps({ steps, want, intent, context, check });
    emit({ type: 'restore-end', ...release });
  }
  return restored(error, previous);
}

/** The history knows how it was scaled when the release was recorded, not how it was scaled since. */
function specAsItWas(release: Release, before: Deployment | undefined): ServeSpec {
  const serving = before?.serving;
  const spec = { ...withoutRollout(release.spec), ttlInMs: undefined };
  return serving?.specDigest === spec.digest ? withScaling(spec, scalingOf(serving)) : spec;
}

function restored(error: TorchrelayError, previous: Release | undefined): TorchrelayError {
  const state =
    previous === undefined
      ? 'What was begun has been removed again.'
      : `Release ${previous.number} serves, as before.`;
  return new TorchrelayError({
    code: error.code,
    message: error.message,
    hint: [state, error.hint].filter((part) => part !== undefined).join(' '),
    cause: error,
    data: { ...error.data, restored: previous?.number ?? null },
  });
}

function unfinished(error: TorchrelayError, { name, verb }: Intent): TorchrelayError {
  if (error.code === 'LEASE_LOST') return error;
  const next = `Nothing was undone. Run the same command again to go on${verb === 'destroy' ? '.' : `, or remove it: torchrelay destroy ${name}`}`;
  return new TorchrelayError({
    code: error.code,
    message: error.message,
    hint: [error.hint, next].filter((part) => part !== undefined).join(' '),
    recovery: error.recovery,
    effect: error.effect,
    cause: error,
    data: error.data,
  });
}

function restoreFailed(
  error: TorchrelayError,
  second: TorchrelayError,
  { name }: Intent,
): TorchrelayError {
  return new TorchrelayError({
    code: error.code,
    message: `${error.message} Undoing it failed too: ${second.message}`,
    hint: `Run the same command again, or remove it: torchrelay destroy ${name}`,
    effect: 'done',
    cause: new AggregateError([error, second]),
    data: { ...error.data, restoreError: second.toJSON() },
  });
}
