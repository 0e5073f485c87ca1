import type { Step } from '@torchrelay/core/target';

import { asyncFolder } from '../asynchronous/async-place.ts';
import type { NativePart, SagemakerNative } from '../native.ts';
import { nativeStep } from './native-step.ts';

export function deleteEndpoint(name: string): Step {
  return nativeStep({
    action: 'delete',
    kind: 'endpoint',
    target: name,
    permissions: ['sagemaker:DeleteEndpoint'],
  });
}

export function deleteParts(
  configs: readonly NativePart[],
  models: readonly NativePart[],
): readonly Step[] {
  return [
    ...configs.map(({ name }) =>
      nativeStep({
        action: 'delete',
        kind: 'endpoint configuration',
        target: name,
        permissions: ['sagemaker:DeleteEndpointConfig'],
      }),
    ),
    ...models.map(({ name }) =>
      nativeStep({
        action: 'delete',
        kind: 'model',
        target: name,
        permissions: ['sagemaker:DeleteModel'],
      }),
    ),
  ];
}

/** What was asked and never fetched: before the parts, whose tags tell that there is such a thing. */
export function deleteRequests(
  name: string,
  { configs, models }: SagemakerNative,
): readonly Step[] {
  if (![...configs, ...models].some(({ tags }) => tags.mode === 'async')) return [];
  return [
    nativeStep({
      action: 'delete',
      kind: 'stored requests',
      target: asyncFolder(name),
      permissions: ['s3:ListBucket', 's3:DeleteObject'],
    }),
  ];
}
