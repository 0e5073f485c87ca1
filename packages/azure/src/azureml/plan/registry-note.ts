import type { PlanNote, ServeSpec } from '@torchrelay/core/target';

import type { AzureMlSettings } from '../azureml-settings.ts';

/** How the instances come to an image of the user's: Azure ML takes no password of a registry. _read_ */
export function registryNote(
  { engine }: Pick<ServeSpec, 'engine'>,
  { identity }: Pick<AzureMlSettings, 'identity'>,
): readonly PlanNote[] {
  if (engine.kind !== 'image') return [];
  const registry = registryOf(engine.image);
  if (registry === 'mcr.microsoft.com') return [];
  const message = /\.azurecr\.\w+$/.test(registry)
    ? `The endpoint’s identity reads the image: it needs the role "AcrPull" on ${registry}, unless that is the workspace’s own. ${roleTo(identity)}`
    : `The image is read from ${registry} without a password, which Azure Machine Learning does not take: a private one has to lie in a registry of Azure.`;
  return [{ code: 'IMAGE_REGISTRY', message }];
}

function roleTo(identity: string | undefined): string {
  return identity === undefined
    ? 'An identity of your own can be given the role before: azureml({ identity }).'
    : `Give it with: az role assignment create --role AcrPull --assignee-object-id … --scope … for ${identity.split('/').at(-1) ?? identity}.`;
}

/** `docker.io` where an image names no registry. */
export function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const isHost =
    rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  return isHost ? first : 'docker.io';
}
