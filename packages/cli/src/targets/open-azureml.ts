import type { Target } from '@torchrelay/core/target';

import { CommandError } from '../errors/command-error.ts';
import { readPlace } from './read-place.ts';

const authentications = ['key', 'aad_token', 'aml_token'] as const;

/** @param place `SUBSCRIPTION/GROUP/WORKSPACE?cloud=AzureUSGovernment` */
export async function openAzureml(place: string): Promise<Target> {
  const { path, settings } = readPlace({
    place,
    scheme: 'azureml',
    allowed: [
      'auth',
      'cloud',
      'compute',
      'identity',
      'keepPrevious',
      'makeCompute',
      'prefix',
      'publicAccess',
    ],
  });
  const [subscription = '', resourceGroup = '', workspace = '', ...rest] = path.split('/');
  if ([subscription, resourceGroup, workspace].includes('') || rest.length > 0)
    throw notWhole(path);
  const { auth: asked, keepPrevious, publicAccess, compute, makeCompute, ...others } = settings;
  const auth = authentications.find((known) => known === asked);
  if (asked !== undefined && auth === undefined) throw unknownAuth(asked);
  const { azureml } = await import('@torchrelay/azure');
  const given = {
    ...others,
    ...(auth !== undefined && { auth }),
    ...(keepPrevious !== undefined && { keepPrevious: yesOrNo('keepPrevious', keepPrevious) }),
    ...(publicAccess !== undefined && { publicAccess: yesOrNo('publicAccess', publicAccess) }),
    ...(compute !== undefined && { training: trainingOn(compute, makeCompute) }),
  };
  if (makeCompute !== undefined && compute === undefined) throw noCluster();
  return azureml({ subscription, resourceGroup, workspace, ...given });
}

/** The cluster that jobs go to. */
function trainingOn(
  compute: string,
  makeCompute: string | undefined,
): { readonly compute: string; readonly makeCompute?: boolean } {
  if (makeCompute === undefined) return { compute };
  return { compute, makeCompute: yesOrNo('makeCompute', makeCompute) };
}

function noCluster(): CommandError {
  return new CommandError({
    message: 'The setting "makeCompute" needs the name of the cluster that is to be made.',
    hint: 'Write compute=NAME&makeCompute=true. Without both, jobs run on serverless compute.',
  });
}

function yesOrNo(name: string, given: string): boolean {
  if (given === 'true' || given === 'false') return given === 'true';
  throw new CommandError({
    message: `The setting "${name}" is true or false, not "${given}".`,
    hint: `Write ${name}=true`,
  });
}

function notWhole(path: string): CommandError {
  return new CommandError({
    message: `"${path}" does not name a workspace of Azure Machine Learning.`,
    hint: 'Write --target azureml://SUBSCRIPTION/GROUP/WORKSPACE; az ml workspace list --output table has them.',
  });
}

function unknownAuth(auth: string): CommandError {
  return new CommandError({
    message: `There is no way "${auth}" to let requests in.`,
    hint: 'Write auth=key, auth=aad_token or auth=aml_token.',
  });
}
