import { servingOf } from '../apply/context.ts';
import { checkName } from '../names/name.ts';
import { type Spend, spendOf } from '../operate/spend.ts';
import { latestRelease, type Release } from '../release/release-log.ts';
import type { Deployment, DeploymentState } from '../target/serving.ts';
import type { Target } from '../target/target.ts';
import { notDeployed } from './not-deployed.ts';
import type { VerbOptions } from './verb-options.ts';

/** What is live under a name, what it was released as, and what it costs. */
export interface EndpointStatus {
  readonly name: string;
  readonly provider: string;
  readonly scope: string;
  readonly state: DeploymentState;
  /** Why, in the provider's words, where it is not `ready`. */
  readonly detail?: string;
  readonly url?: string;
  /** The last recorded release. */
  readonly release?: Release;
  readonly deployment: Deployment;
  /** When the platform removes it by itself, in milliseconds since 1970; absent: never. */
  readonly expiresAt?: number;
  readonly spend: Spend;
}

/**
 * Looks at what is live under a name. Changes nothing.
 *
 * @throws TorchrelayError `NAME_INVALID`, `NOT_DEPLOYED`
 * @example
 * const { state, release, spend } = await status('resnet50', sagemaker({ region: 'us-east-1' }));
 */
export async function status(
  name: string,
  target: Target,
  { abortSignal, runtime }: Pick<VerbOptions, 'abortSignal' | 'runtime'> = {},
): Promise<EndpointStatus> {
  const call = { abortSignal };
  checkName(name);
  const deployment = await servingOf(target).doObserve(name, call);
  if (deployment === undefined) throw notDeployed(name, target.provider);
  const release = await latestRelease(target.store, name, call);
  const { scope, state, detail, url, expiresAt } = deployment;
  return {
    name,
    provider: target.provider,
    scope,
    state,
    ...(detail !== undefined && { detail }),
    ...(url !== undefined && { url }),
    ...(release !== undefined && { release }),
    ...(expiresAt !== undefined && { expiresAt }),
    spend: spendOf(deployment, release, (runtime?.now ?? Date.now)()),
    deployment,
  };
}
