import { sha256Hex } from '@torchrelay/core/target-utils';
import type { TrainSpec } from '@torchrelay/core/target';

import type { EnvironmentVersion } from '../schemas.ts';
import type { TrainingSettings } from './training-settings.ts';

/**
 * Microsoft's own for PyTorch, whose version moves when they mend it: its name says 2.8, and it has 2.10 by now. _read_:
 * Microsoft's azureml-assets, `acpt-pytorch-2.8-cuda12.6`.
 */
export const curatedEnvironment =
  'azureml://registries/azureml/environments/acpt-pytorch-2.8-cuda12.6/labels/latest';

/** The environment that an image of the user's is made known as. Training has no routes, so serving has another. */
interface ImageEnvironment {
  readonly name: string;
  readonly version: string;
  readonly image: string;
}

export function imageEnvironment(image: string): ImageEnvironment {
  return { name: 'torchrelay-training', version: sha256Hex(image).slice(0, 12), image };
}

export function imageEnvironmentVersion({ image }: ImageEnvironment): EnvironmentVersion {
  const description = 'An image for the training jobs of torchrelay.';
  return { properties: { image, osType: 'Linux', description } };
}

/** @param workspaceId `/subscriptions/…/workspaces/mine` */
export function environmentIdOf(
  { image }: Pick<TrainSpec, 'image'>,
  { environment = curatedEnvironment }: TrainingSettings,
  workspaceId: string,
): string {
  if (image === undefined) return environment;
  const { name, version } = imageEnvironment(image);
  return `${workspaceId}/environments/${name}/versions/${version}`;
}
