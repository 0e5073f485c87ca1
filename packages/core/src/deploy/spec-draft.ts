import { parseAccelerator } from '../choose/accelerator-request.ts';
import { priceLimitOf } from '../choose/price-limit.ts';
import { asJson } from '../store/as-json.ts';
import { digestOf } from '../digest/digest.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { packageReference } from '../package/model-package.ts';
import type { SpecDraft } from '../plan/intent.ts';
import type { PreparedModel } from '../prepare/prepare-model.ts';
import { servingNeed } from '../size/serving/serving-need.ts';
import type { Engine, OfferRequest, Serving, Strategy } from '../target/serving.ts';
import type { DeployOptions } from './deploy-options.ts';
import { rolloutOf } from './rollout-of.ts';

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
  const { environment = {}, providerOptions = {} } = options;
  // Until it is known what serves now.
  const instances = serving.capabilities.choosesInstances === true ? 0 : 1;
  const reference = packageReference(prepared.modelPackage);
  const offerRequest = offerRequestOf(options);
  const priceLimit = priceLimitOf(options);
  const strategy = strategyOf(options, serving);
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
    ...servingNeed({ ...prepared, maxBatchSize: options.maxBatchSize }),
    ...(options.gpusPerNode !== undefined && { gpusPerNode: options.gpusPerNode }),
    nodes: Math.max(1, instances),
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
    strategy,
    ...rolloutOf({ options, strategy, capabilities: serving.capabilities }),
    ...(priceLimit !== undefined && { priceLimit }),
  };
}

function engineOf({ image }: DeployOptions): Engine {
  return image === undefined ? { kind: 'triton' } : { kind: 'image', image };
}

/** @throws TorchrelayError `ACCELERATOR_INVALID` */
export function offerRequestOf({
  accelerator = 'default',
  gpusPerNode,
  regions,
  excludes,
}: DeployOptions): OfferRequest {
  const expression = typeof accelerator === 'string' ? accelerator : accelerator.join(',');
  if (expression !== 'default') parseAccelerator(expression);
  return {
    accelerator: expression,
    ...(gpusPerNode !== undefined && { gpusPerNode }),
    ...(regions !== undefined && { regions: [...new Set(regions)].toSorted() }),
    ...(excludes !== undefined && { excludes: [...new Set(excludes)].toSorted() }),
  };
}

function strategyOf({ strategy }: DeployOptions, { capabilities }: Serving): Strategy {
  const { strategies } = capabilities;
  if (strategy === undefined) return strategies[0] ?? 'recreate';
  if (strategies.includes(strategy)) return strategy;
  throw new TorchrelayError({
    code: 'STRATEGY_UNSUPPORTED',
    message: `This target cannot change what is live by "${strategy}".`,
    hint: `It can by ${strategies.map((known) => `"${known}"`).join(' or ')}.`,
    data: { strategy, strategies },
  });
}
