import { servingOf } from '../apply/context.ts';
import type { Deployment } from '../target/serving.ts';
import type { Target } from '../target/target.ts';
import type { VerbOptions } from './verb-options.ts';

/** Everything of the target's scope that is ours, half-made things included. */
export function list(
  target: Target,
  { abortSignal }: Pick<VerbOptions, 'abortSignal'> = {},
): AsyncIterable<Deployment> {
  return servingOf(target).doList({ abortSignal });
}
