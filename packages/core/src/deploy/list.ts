import { servingOf } from '../apply/context.ts';
import type { Deployment } from '../target/serving.ts';
import type { Target } from '../target/target.ts';
import type { VerbOptions } from './verb-options.ts';

/**
 * Everything of the target's scope that is ours, half-made things included.
 *
 * @example
 * for await (const { name, state, serving } of list(target)) console.log(name, state, serving?.instances);
 */
export function list(
  target: Target,
  { abortSignal }: Pick<VerbOptions, 'abortSignal'> = {},
): AsyncIterable<Deployment> {
  return servingOf(target).doList({ abortSignal });
}
