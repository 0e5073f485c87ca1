import { servingOf } from '../apply/context.ts';
import { notDeployed } from '../deploy/not-deployed.ts';
import type { VerbOptions } from '../deploy/verb-options.ts';
import { checkName } from '../names/name.ts';
import type { ModelTypes } from '../open-inference/inference-client-types.ts';
import type { InputOptions } from '../preprocess/input-options.ts';
import { servedRelease } from '../release/served-release.ts';
import type { TokenizerSources } from '../preprocess/text/tokenizer-source.ts';
import type { Target } from '../target/target.ts';
import { type Endpoint, openEndpoint } from './endpoint.ts';
import { checkReference, type EndpointReference } from './endpoint-reference.ts';
import { referenceOf } from './reference-of.ts';
import { storedTokenizers } from './stored-tokenizers.ts';

/** How the endpoint is reached, and what of the caller's goes with its requests. */
export interface ConnectOptions
  extends InputOptions, Pick<VerbOptions, 'abortSignal' | 'timing' | 'runtime'> {}

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
  const { reference, tokenizers } =
    typeof nameOrReference === 'string'
      ? await findEndpoint(nameOrReference, target, options)
      : { reference: checkReference(nameOrReference, target.provider), tokenizers: {} };
  // What was for the deployment alone, as its consent or its time limit, is not for later verbs.
  const { timing, runtime, stringsArePaths = true } = options;
  const later = { ...(timing && { timing }), ...(runtime && { runtime }) };
  const inputOptions = { stringsArePaths, tokenizers: { ...tokenizers, ...options.tokenizers } };
  return openEndpoint<Model>({ reference, target, options: later, inputOptions });
}

interface Found {
  readonly reference: EndpointReference;
  /** From the store, which holds them with the package. */
  readonly tokenizers: TokenizerSources;
}

async function findEndpoint(
  name: string,
  target: Target,
  { abortSignal }: ConnectOptions,
): Promise<Found> {
  const call = { abortSignal };
  checkName(name);
  const live = await servingOf(target).doObserve(name, call);
  const release = live?.serving && (await servedRelease(target.store, name, live.serving, call));
  if (live === undefined || release === undefined) throw notDeployed(name, target.provider);
  const { signature, prefix } = release.spec.package;
  return {
    reference: referenceOf({ live, provider: target.provider, signature }),
    tokenizers: storedTokenizers({ store: target.store, prefix, signature }),
  };
}
