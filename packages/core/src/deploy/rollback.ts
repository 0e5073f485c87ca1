import { applyIntent } from '../apply/apply-intent.ts';
import type { Operation } from '../apply/operation.ts';
import { withRetries } from '../apply/retry.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { latestRelease, readReleases, type Release } from '../release/release-log.ts';
import type { Target } from '../target/target.ts';
import { notDeployed } from './not-deployed.ts';
import { startVerb } from './verb.ts';
import type { VerbOptions } from './verb-options.ts';

/** Which release is put back. */
export interface RollbackOptions extends VerbOptions {
  /** The number of the release to bring back; the one before the last when absent. */
  readonly to?: number;
}

/**
 * Brings an earlier release back, by the same plan and the same verification as any change. It becomes a new
 * release in the history, which is returned.
 *
 * @throws TorchrelayError `NOT_DEPLOYED`, `RELEASE_UNKNOWN`, `PACKAGE_GONE`
 * @example
 * const { number, restores } = await rollback('resnet50', target, { to: 3 });
 */
export function rollback(
  name: string,
  target: Target,
  { to, ...options }: RollbackOptions = {},
): Operation<Release> {
  return startVerb({ operation: 'rollback', target, name, options }, async (context) => {
    const call = { abortSignal: options.abortSignal };
    const releases = await withRetries(() => readReleases(target.store, name, call), context);
    if (releases.length === 0) throw notDeployed(name, target.provider);
    const intent = { verb: 'rollback', name, release: pick(releases, to, name) } as const;
    await applyIntent({ intent, approvedHash: options.approvedPlan }, context);
    const latest = await withRetries(() => latestRelease(target.store, name, call), context);
    return latest ?? intent.release;
  });
}

function pick(releases: readonly Release[], to: number | undefined, name: string): Release {
  const found = to === undefined ? releases.at(-2) : releases.find(({ number }) => number === to);
  if (found !== undefined) return found;
  const numbers = releases.map(({ number }) => number).join(', ');
  throw new TorchrelayError({
    code: 'RELEASE_UNKNOWN',
    message:
      to === undefined
        ? `"${name}" has one release only; there is none before it.`
        : `"${name}" has no release ${to}; it has ${numbers}.`,
    hint: `See them: torchrelay history ${name}`,
    data: { name, to },
  });
}
