import { servingOf } from '../apply/context.ts';
import { notDeployed } from '../deploy/not-deployed.ts';
import type { VerbOptions } from '../deploy/verb-options.ts';
import type { ModelTypes } from '../open-inference/inference-client-types.ts';
import { latestRelease } from '../release/release-log.ts';
import type { Target } from '../target/target.ts';
import { type Endpoint, openEndpoint } from './endpoint.ts';
import { checkReference, type EndpointReference } from './endpoint-reference.ts';
import { referenceOf } from './reference-of.ts';

export type ConnectOptions = Pick<VerbOptions, 'abortSignal' | 'timing' | 'runtime'>;

/**
 * Opens an endpoint that is already there: by its name, which asks the target, or by a reference, which
 * asks nothing and needs no right but to invoke.
 *
 * @throws TorchrelayError `NOT_DEPLOYED`, `REFERENCE_INVALID`
 * @example
 * const endpoint = await connect('resnet50', sagemaker({ region: 'us-east-1' }));
 */
export async function connect<Model extends ModelTypes = ModelTypes>(
  nameOrReference: string | EndpointReference,
  target: Target,
  options: ConnectOptions = {},
): Promise<Endpoint<Model>> {
  const reference =
    typeof nameOrReference === 'string'
      ? await findReference(nameOrReference, target, options)
      : checkReference(nameOrReference, target.provider);
  return openEndpoint<Model>({ reference, target, options });
}

async function findReference(
  name: string,
  target: Target,
  { abortSignal }: ConnectOptions,
): Promise<EndpointReference> {
  const call = { abortSignal };
  const live = await servingOf(target).doObserve(name, call);
  const release = live?.serving && (await latestRelease(target.store, name, call));
  if (live === undefined || release === undefined) throw notDeployed(name, target.provider);
  const { signature } = release.spec.package;
  return referenceOf({ live, provider: target.provider, signature });
}
