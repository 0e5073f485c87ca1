import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { ServeSpec } from '../target/serving.ts';
import type { Step } from '../target/step.ts';
import { forgetStep, recordStep, uploadStep, verifyStep } from './core-steps.ts';
import type { DestroyIntent, Intent } from './intent.ts';
import type { Observed } from './observe.ts';

export interface StepsRequest {
  readonly intent: Intent;
  readonly want: ServeSpec | undefined;
  readonly observed: Observed;
  /** The provider's own steps. */
  readonly own: readonly Step[];
}

/**
 * The provider's steps between core's own: the package before, history after. Pure.
 *
 * @throws TorchrelayError `PACKAGE_GONE` when a rollback needs what is no longer stored
 */
export function stepsFor({ intent, want, observed, own }: StepsRequest): readonly Step[] {
  if (want === undefined) return removal(intent, observed, own);
  const needsPackage = own.length > 0 && !observed.uploaded;
  if (needsPackage && intent.verb !== 'deploy') throw packageGone(intent.name);
  if (intent.verb === 'scale') return own;
  return [...(needsPackage ? [uploadStep(want)] : []), ...recorded(want, observed, own)];
}

function removal(intent: Intent, observed: Observed, own: readonly Step[]): readonly Step[] {
  const { remembered } = observed;
  const isSpared = intent.verb === 'destroy' && isWantedAgain(intent, observed);
  // With anything to remove there is history to forget: the lease itself, at the least.
  const forgets = remembered || own.length > 0;
  if (isSpared || !forgets) return [];
  return [...own, forgetStep({ name: intent.name, after: own })];
}

function isWantedAgain(
  { unlessReleased = false, expiredBy }: DestroyIntent,
  { latest, live }: Observed,
): boolean {
  if (expiredBy !== undefined) return (live?.expiresAt ?? Number.POSITIVE_INFINITY) > expiredBy;
  return unlessReleased && latest !== undefined;
}

/** A release enters the history verified, also where the process that should have done so was killed before. */
function recorded(want: ServeSpec, { latest }: Observed, own: readonly Step[]): readonly Step[] {
  if (latest?.spec.digest === want.digest) return own;
  const steps = own.some(({ action }) => action === 'verify') ? own : verified(want, own);
  return [...steps, recordStep({ want, latest, after: steps })];
}

/** What is only waiting to be cleaned away may be what has to be put back: it goes after the verification. */
function verified(want: ServeSpec, own: readonly Step[]): readonly Step[] {
  const onlyCleans = own.every(({ action }) => action === 'delete');
  return onlyCleans
    ? [verifyStep({ want, after: [] }), ...own]
    : [...own, verifyStep({ want, after: own })];
}

function packageGone(name: string): TorchrelayError {
  return new TorchrelayError({
    code: 'PACKAGE_GONE',
    message: `The package of that release of "${name}" is no longer in the store.`,
    hint: 'Only the last releases are kept. Deploy the model file again.',
    data: { name },
  });
}
