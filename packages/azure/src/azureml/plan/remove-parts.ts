import type { Step } from '@torchrelay/core/target';

import { modelNameOf } from '../names.ts';
import type { NativeDeployment, NativeModel } from '../native.ts';
import { nativeStep } from './native-step.ts';

/** With all its deployments. */
export function deleteEndpoint(
  name: string,
  deployments: readonly Pick<NativeDeployment, 'name'>[],
): Step {
  return nativeStep({
    action: 'delete',
    kind: 'endpoint',
    target: name,
    changes: deployments.map((deployment) => ({ path: 'deployment', before: deployment.name })),
    methods: ['GET', 'DELETE'],
  });
}

export function deleteDeployment(endpoint: string, { name }: Pick<NativeDeployment, 'name'>): Step {
  return nativeStep({
    action: 'delete',
    kind: 'deployment',
    target: name,
    inputs: { endpoint },
    methods: ['GET', 'DELETE'],
  });
}

export function deleteModel(name: string, { version }: Pick<NativeModel, 'version'>): Step {
  const model = modelNameOf(name);
  return nativeStep({
    action: 'delete',
    kind: 'model',
    target: `${model}:${version}`,
    inputs: { name: model, version },
    methods: ['DELETE'],
  });
}
