import { asJson } from '../store/as-json.ts';
import { digestOf } from '../digest/digest.ts';
import { packageReference } from '../package/model-package.ts';
import type { SpecDraft } from '../plan/intent.ts';
import type { PreparedModel } from '../prepare/prepare-model.ts';
import { servingMemory } from '../size/serving-memory.ts';
import type { Engine, OfferRequest, Serving, Strategy } from '../target/serving.ts';
import type { DeployOptions } from './deploy-options.ts';

/** Everything of a deployment but its offer, with the digest that names its immutable parts. */
export function specDraft({
  name,
  prepared,
  serving,
  options,
}: {
  readonly name: string;
  readonly prepared: PreparedModel;
  readonly serving: Serving;
  readonly options: DeployOptions;
}): SpecDraft {
  const { environment = {}, instances = 1, providerOptions = {} } = options;
  const reference = packageReference(prepared.modelPackage);
  const offerRequest = offerRequestOf(options);
  const engine = engineOf(options);
  const digest = digestOf({
    package: reference.digest,
    engine: { ...engine },
    environment,
    offers: asJson(offerRequest),
    providerOptions,
    target: serving.fingerprint(),
  });
  const need = {
    purpose: 'serving' as const,
    accelerator: offerRequest.accelerator,
    memoryBytes: servingMemory(prepared.model),
    ...(options.gpusPerNode !== undefined && { gpusPerNode: options.gpusPerNode }),
    nodes: instances,
  };
  return {
    name,
    digest,
    package: reference,
    engine,
    environment,
    offerRequest,
    providerOptions,
    need,
    instances,
    strategy: strategyOf(options, serving),
  };
}

function engineOf({ image }: DeployOptions): Engine {
  return image === undefined ? { kind: 'triton' } : { kind: 'image', image };
}

function offerRequestOf({
  accelerator = 'default',
  gpusPerNode,
  excludes,
}: DeployOptions): OfferRequest {
  return {
    accelerator,
    ...(gpusPerNode !== undefined && { gpusPerNode }),
    ...(excludes !== undefined && { excludes }),
  };
}

function strategyOf({ strategy }: DeployOptions, { capabilities }: Serving): Strategy {
  return strategy ?? capabilities.strategies[0] ?? 'recreate';
}
