import { choose, type DeployOptions } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

/** A line for each place, the best first, with why it is that one. `deploy(model, choice.target)` would go there. */
export async function compareClouds({
  model,
  targets,
  ...options
}: DeployOptions & {
  /** Path of the model file. */
  readonly model: string;
  readonly targets: readonly Target[];
}): Promise<readonly string[]> {
  const choice = await choose(model, targets, options);
  const lines = choice.candidates.map(({ target: { provider }, plan, usdPerHour, problem }) => {
    if (problem !== undefined) return `${provider}: ${problem.message}`;
    const price =
      usdPerHour === undefined ? 'no known price' : `$${usdPerHour.toFixed(2)} per hour`;
    return `${provider}: ${plan?.choice?.chosen.instanceType}, ${price}`;
  });
  return [...lines, `Take ${choice.target.provider}: ${choice.why}`];
}
