import { TorchrelayError } from '@torchrelay/core';

import { decodedOr } from './blob-url.ts';

/** What an address of Azure ML names, with the workspace that knows it. */
export interface AzureMlAddress {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly workspace: string;
  readonly names:
    | { readonly kind: 'path'; readonly datastore: string; readonly path: string }
    | { readonly kind: 'model'; readonly model: string; readonly version: string };
}

const inWorkspace =
  /^azureml:\/\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)\/(?:providers\/Microsoft\.MachineLearningServices\/)?workspaces\/([^/]+)\/(.+)$/i;
const pathInDatastore = /^datastores\/([^/]+)\/paths\/(.*)$/i;
const modelVersion = /^models\/([^/]+)\/versions\/([^/]+)\/?$/i;

/**
 * @param address `azureml://subscriptions/S/resourcegroups/G/workspaces/W/datastores/D/paths/PATH`, or
 *   `…/workspaces/W/models/NAME/versions/VERSION`, as Azure's own tools print them
 * @throws TorchrelayError `MODEL_ADDRESS_INVALID`
 */
export function parseAzureMlAddress(address: string): AzureMlAddress {
  const [, subscription = '', resourceGroup = '', workspace = '', rest = ''] =
    inWorkspace.exec(address) ?? [];
  const names = namesIn(rest, address);
  if (names === undefined) throw invalid(address);
  return { subscription, resourceGroup, workspace, names };
}

function namesIn(rest: string, address: string): AzureMlAddress['names'] | undefined {
  const [, datastore, path = ''] = pathInDatastore.exec(rest) ?? [];
  if (datastore !== undefined)
    return { kind: 'path', datastore, path: decodedOr(path, () => invalid(address)) };
  const [, model, version = ''] = modelVersion.exec(rest) ?? [];
  return model === undefined ? undefined : { kind: 'model', model, version };
}

function invalid(address: string): TorchrelayError {
  return new TorchrelayError({
    code: 'MODEL_ADDRESS_INVALID',
    message: `${address} does not say where in Azure Machine Learning a model is.`,
    hint: 'Write azureml://subscriptions/S/resourcegroups/G/workspaces/W/datastores/D/paths/PATH, or …/workspaces/W/models/NAME/versions/VERSION; az ml model show has it.',
  });
}
