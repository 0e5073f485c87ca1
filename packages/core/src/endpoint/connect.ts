import { servingOf } from '../apply/context.ts';
import { notDeployed } from '../deploy/not-deployed.ts';
import type { VerbOptions } from '../deploy/verb-options.ts';
import { checkName } from '../names/name.ts';
import type { ModelTypes } from '../open-inference/inference-client-types.ts';
import { latestRelease, readReleases, type Release } from '../release/release-log.ts';
import type { Call } from '../target/call.ts';
import type { ServedRelease } from '../target/serving.ts';
import type { Target } from '../target/target.ts';
import { type Endpoint, openEndpoint } from './endpoint.ts';
import { checkReference, type EndpointReference } from './endpoint-reference.ts';
import { referenceOf } from './reference-of.ts';

export type ConnectOptions = Pick<VerbOptions, 'abortSignal' | 'timing' | 'runtime'>;

/**
 * Opens an endpoint that is already there: by its name, which asks the target, or by a reference, which
 * asks nothing and needs no right but to invoke.
 *
 * @throws TorchrelayError `NAME_INVALID`, `NOT_DEPLOYED`, `REFERENCE_INVALID`
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
  // What was for the deployment alone, as its consent or its time limit, is not for later verbs.
  const { timing, runtime } = options;
  const later = { ...(timing && { timing }), ...(runtime && { runtime }) };
  return openEndpoint<Model>({ reference, target, options: later });
}

async function findReference(
  name: string,
  target: Target,
  { abortSignal }: ConnectOptions,
): Promise<EndpointReference> {
  const call = { abortSignal };
  checkName(name);
  const live = await servingOf(target).doObserve(name, call);
  const release = live?.serving && (await releaseOf(live.serving, name, target, call));
  if (live === undefined || release === undefined) throw notDeployed(name, target.provider);
  const { signature } = release.spec.package;
  return referenceOf({ live, provider: target.provider, signature });
}

/** In the middle of a change, what serves need not be what was recorded last. */
async function releaseOf(
  { specDigest }: ServedRelease,
  name: string,
  { store }: Target,
  call: Call,
): Promise<Release | undefined> {
  const latest = await latestRelease(store, name, call);
  if (latest === undefined || latest.spec.digest === specDigest) return latest;
  const releases = await readReleases(store, name, call);
  return releases.findLast(({ spec }) => spec.digest === specDigest) ?? latest;
}
