import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { JsonObject } from '../target/json.ts';
import type { Target } from '../target/target.ts';
import type { Plan } from './plan.ts';

/**
 * What whoever carries out this plan must be allowed to do, and no more, as the provider writes it: an IAM policy, a
 * role definition. Pure.
 *
 * @throws TorchrelayError `POLICY_UNSUPPORTED` where the target knows no permissions
 * @example
 * const policy = policyOf(await plan('./resnet50.pt', target), target);
 */
export function policyOf(
  {
    foundation,
    steps,
    scope,
    name,
    store,
  }: Pick<Plan, 'foundation' | 'steps' | 'scope' | 'name' | 'store'>,
  target: Target,
): JsonObject {
  if (target.policy === undefined) throw unsupported(target.provider);
  const needed = [
    ...target.permissions,
    ...[...foundation, ...steps].flatMap((step) => step.permissions),
  ];
  return target.policy({
    permissions: [...new Set(needed)].toSorted(),
    scope,
    name,
    storeLocation: store.location,
  });
}

function unsupported(provider: string): TorchrelayError {
  return new TorchrelayError({
    code: 'POLICY_UNSUPPORTED',
    message: `The target "${provider}" needs no permissions that could be granted.`,
    hint: 'Leave out --policy; it is for clouds.',
  });
}
