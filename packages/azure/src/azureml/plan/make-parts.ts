import type { Json, ServeSpec, Step } from '@torchrelay/core/target';

import { environmentOf } from '../engine/environment.ts';
import { deploymentNameOf, modelNameOf, modelVersionOf } from '../names.ts';
import { nativeStep } from './native-step.ts';
import { startUpSeconds } from './start-up-times.ts';

/** The server's image. Made once in a workspace, whoever deploys; a step that finds it is done. */
export function createEnvironment({ engine }: ServeSpec): Step {
  const { name, version } = environmentOf(engine);
  return nativeStep({
    action: 'create',
    kind: 'environment',
    target: `${name}:${version}`,
    inputs: { name, version, image: engine.kind === 'image' ? engine.image : null },
    methods: ['GET', 'PUT', 'DELETE'],
  });
}

/** Where the package lies. One version for each release. */
export function createModel(want: ServeSpec): Step {
  const [name, version] = [modelNameOf(want.name), modelVersionOf(want)];
  return nativeStep({
    action: 'create',
    kind: 'model',
    target: `${name}:${version}`,
    inputs: { release: releaseTags(want), name, version, packagePrefix: want.package.prefix },
    methods: ['PUT'],
  });
}

export function createEndpoint({ name }: ServeSpec): Step {
  return nativeStep({
    action: 'create',
    kind: 'endpoint',
    target: name,
    methods: ['GET', 'PUT'],
  });
}

/** What runs: the image with the package, on so many instances. It has no traffic. */
export function createDeployment(want: ServeSpec): Step {
  const environment = environmentOf(want.engine);
  return nativeStep({
    action: 'create',
    kind: 'deployment',
    target: deploymentNameOf(want),
    inputs: {
      release: releaseTags(want),
      endpoint: want.name,
      instanceType: want.offer.instanceType,
      instances: want.instances,
      modelName: modelNameOf(want.name),
      modelVersion: modelVersionOf(want),
      environmentName: environment.name,
      environmentVersion: environment.version,
      variables: { ...want.environment },
      startUpSeconds: startUpSeconds(want.package.entries),
    },
    methods: ['GET', 'PUT'],
  });
}

/** What the tags of everything that is made for a release say. */
function releaseTags({ name, digest, package: { digest: packageDigest }, offer }: ServeSpec): Json {
  return { name, spec: digest, package: packageDigest, offer: offer.id };
}
