import { sagemaker } from '@torchrelay/aws';
import { azureml } from '@torchrelay/azure';
import type { Target } from '@torchrelay/core/target';
import {
  madeUpToken,
  startAzureMl,
  startSagemaker,
  startTorchContainer as start,
} from '@torchrelay/stand-ins';

export interface Clouds extends AsyncDisposable {
  readonly sagemaker: Target;
  readonly azureml: Target;
}

/** Both clouds' stand-ins, with real PyTorch behind each endpoint. */
export async function startClouds(): Promise<Clouds> {
  const [aws, azure] = await Promise.all([startSagemaker({ start }), startAzureMl({ start })]);
  const { endpoint, region, credentials } = aws;
  const { subscription, resourceGroup, workspace, storage, url } = azure;
  return {
    sagemaker: sagemaker({ endpoint, region, credentials, lookUp: false }),
    azureml: azureml({
      subscription,
      resourceGroup,
      workspace,
      storage,
      cloud: {
        name: 'AzureCloud',
        authorityHost: 'https://login.microsoftonline.com',
        resourceManager: url,
        resourceManagerScope: `${url}/.default`,
        storageSuffix: 'core.windows.net',
      },
      credential: {
        async getToken(scopes) {
          const audience = [scopes].flat()[0]?.replace(/\/\.default$/, '') ?? '';
          return { token: madeUpToken({ audience }), expiresOnTimestamp: Date.now() + 3_600_000 };
        },
      },
    }),
    async [Symbol.asyncDispose]() {
      await Promise.all([aws[Symbol.asyncDispose](), azure[Symbol.asyncDispose]()]);
    },
  };
}
