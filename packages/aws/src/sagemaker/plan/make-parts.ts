import type { Json, ServeSpec, Step } from '@torchrelay/core/target';

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
      hasGpu: want.offer.accelerator !== undefined,
      instances: want.instances,
      ...startUpTimes(want.package.entries),
    },
    permissions: ['sagemaker:CreateEndpointConfig', 'sagemaker:AddTags'],
  });
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
