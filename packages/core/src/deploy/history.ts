import { checkName } from '../names/name.ts';
import { readReleases, type Release } from '../release/release-log.ts';
import type { Target } from '../target/target.ts';
import type { VerbOptions } from './verb-options.ts';

/**
 * All releases of a name, oldest first: who, when, which package, which job.
 *
 * @example
 * for (const { number, createdAt, actor, verb } of await history('resnet50', target))
 *   console.log(number, createdAt, actor, verb);
 */
export async function history(
  name: string,
  target: Target,
  { abortSignal }: Pick<VerbOptions, 'abortSignal'> = {},
): Promise<readonly Release[]> {
  checkName(name);
  return readReleases(target.store, name, { abortSignal });
}
