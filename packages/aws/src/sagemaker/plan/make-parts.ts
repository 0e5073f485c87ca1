import type { Json, Offer, ServeSpec, Step } from '@torchrelay/core/target';

import { configNameOf, modelNameOf } from '../names.ts';
import { nativeStep } from './native-step.ts';
import { startUpTimes } from './start-up-times.ts';

/** The model: image, environment, and where the package lies. Named by what is in it, so never changed. */
export function createModel(want: ServeSpec): Step {
  return nativeStep({
    action: 'create',
    kind: 'model',
    target: modelNameOf(want),
    inputs: {
      spec: specTags(want),
      packagePrefix: want.package.prefix,
      image: want.engine.kind === 'image' ? want.engine.image : null,
      environment: { ...want.environment },
    },
    permissions: ['sagemaker:CreateModel', 'sagemaker:AddTags', 'iam:PassRole'],
  });
}

/** On which instances it runs. Also never changed: another type is another configuration. */
export function createConfig(want: ServeSpec): Step {
  return nativeStep({
    action: 'create',
    kind: 'endpoint configuration',
    target: configNameOf(want),
    inputs: {
      spec: specTags(want),
      model: modelNameOf(want),
      instanceType: want.offer.instanceType,
      pool: poolTypes(want),
      hasGpu: want.offer.accelerator !== undefined,
      instances: want.instances,
      ...startUpTimes(want.package.entries),
    },
    permissions: ['sagemaker:CreateEndpointConfig', 'sagemaker:AddTags'],
  });
}

/** What SageMaker takes into one pool. _spec_: botocore's model. */
const mostTypes = 5;

/**
 * What SageMaker may take, the chosen offer first; that one alone where it is to take no other. One machine image goes
 * with all of them, so either all have a GPU or none has.
 */
export function instancePool({ offer, ladder = [] }: ServeSpec): readonly Offer[] {
  const others = ladder.filter(
    ({ region, accelerator }) =>
      region === offer.region && (accelerator === undefined) === (offer.accelerator === undefined),
  );
  const byType = new Map([offer, ...others].map((each) => [each.instanceType, each]));
  return [...byType.values()].slice(0, mostTypes);
}

function poolTypes(want: ServeSpec): readonly string[] {
  const types = instancePool(want).map(({ instanceType }) => instanceType);
  return types.length < 2 ? [] : types;
}

/** What the tags of everything that is made for a release say. */
export function specTags({
  name,
  digest,
  package: { digest: packageDigest },
  offer,
}: ServeSpec): Json {
  return { name, spec: digest, package: packageDigest, offer: offer.id };
}
