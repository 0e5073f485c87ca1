import { TorchrelayError } from '@torchrelay/core';

/** The endpoints of one cloud of Azure. This file alone names their hosts, but for examples in advice. */
export interface AzureCloud {
  /** As `az cloud list` calls it: `AzureCloud`, `AzureUSGovernment`, `AzureChinaCloud`. */
  readonly name: string;
  /** Where people and programs sign in. */
  readonly authorityHost: string;
  readonly resourceManager: string;
  /** What a token for the resource manager is asked for. */
  readonly resourceManagerScope: string;
  /** The host of a storage account ends with it, after its name and `.blob.`. */
  readonly storageSuffix: string;
  /** The hosts of Azure ML's services end with it; jobs need it. */
  readonly machineLearningSuffix?: string;
  /** What a token of Microsoft Entra for an endpoint of Azure ML is asked for. @default that of `AzureCloud` */
  readonly machineLearningScope?: string;
  /** The public list of prices; absent where there is none in US dollars. */
  readonly retailPrices?: string;
}

const publicMachineLearningScope = 'https://ml.azure.com/.default';

/**
 * Source: `az cloud list`, Microsoft Learn on developing for Azure Government and Azure China, and for Azure ML
 * Microsoft's Python library (azure-ai-ml), which we have not tried outside the public cloud. _read_
 */
export const azureClouds: Readonly<
  Record<'AzureCloud' | 'AzureUSGovernment' | 'AzureChinaCloud', AzureCloud>
> = {
  AzureCloud: {
    name: 'AzureCloud',
    authorityHost: 'https://login.microsoftonline.com',
    resourceManager: 'https://management.azure.com',
    resourceManagerScope: 'https://management.azure.com/.default',
    storageSuffix: 'core.windows.net',
    machineLearningSuffix: 'api.azureml.ms',
    machineLearningScope: publicMachineLearningScope,
    retailPrices: 'https://prices.azure.com',
  },
  AzureUSGovernment: {
    name: 'AzureUSGovernment',
    authorityHost: 'https://login.microsoftonline.us',
    resourceManager: 'https://management.usgovcloudapi.net',
    resourceManagerScope: 'https://management.usgovcloudapi.net/.default',
    storageSuffix: 'core.usgovcloudapi.net',
    machineLearningSuffix: 'api.ml.azure.us',
    machineLearningScope: 'https://ml.azure.us/.default',
    // The one list has the prices of both clouds: its regions have names of their own (usgovvirginia).
    retailPrices: 'https://prices.azure.com',
  },
  AzureChinaCloud: {
    name: 'AzureChinaCloud',
    authorityHost: 'https://login.chinacloudapi.cn',
    resourceManager: 'https://management.chinacloudapi.cn',
    resourceManagerScope: 'https://management.chinacloudapi.cn/.default',
    storageSuffix: 'core.chinacloudapi.cn',
    machineLearningSuffix: 'api.ml.azure.cn',
    machineLearningScope: 'https://ml.azure.cn/.default',
  },
};

/** What a token of Microsoft Entra for an endpoint of Azure ML in the cloud is asked for. */
export function machineLearningScopeOf({
  machineLearningScope = publicMachineLearningScope,
}: AzureCloud): string {
  return machineLearningScope;
}

/**
 * A cloud by its name, or one of the user's own (Azure Stack, a test).
 *
 * @throws TorchrelayError `AZURE_CLOUD_UNKNOWN`
 */
export function azureCloud(setting: string | AzureCloud = 'AzureCloud'): AzureCloud {
  if (typeof setting !== 'string') return setting;
  const cloud = Object.values(azureClouds).find(
    ({ name }) => name.toLowerCase() === setting.toLowerCase(),
  );
  if (cloud !== undefined) return cloud;
  throw new TorchrelayError({
    code: 'AZURE_CLOUD_UNKNOWN',
    message: `There is no Azure cloud "${setting}".`,
    hint: `Name one of ${Object.keys(azureClouds).join(', ')}, or give its endpoints.`,
    data: { cloud: setting },
  });
}
