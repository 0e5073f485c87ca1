import { sagemaker } from '@torchrelay/aws';
import { azureml } from '@torchrelay/azure';
import type { Target } from '@torchrelay/core/target';
import {
  startAzureMl,
  startSagemaker,
  startTorchContainer as start,
  workspaceSettings,
} from '@torchrelay/stand-ins';

export interface Clouds extends AsyncDisposable {
  readonly sagemaker: Target;
  readonly azureml: Target;
}

/** Both clouds' stand-ins, with real PyTorch behind each endpoint. */
export async function startClouds(): Promise<Clouds> {
  const [aws, azure] = await Promise.all([startSagemaker({ start }), startAzureMl({ start })]);
  const { endpoint, region, credentials } = aws;
  return {
    sagemaker: sagemaker({ endpoint, region, credentials, lookUp: false }),
    azureml: azureml(workspaceSettings(azure)),
    async [Symbol.asyncDispose]() {
      await Promise.all([aws[Symbol.asyncDispose](), azure[Symbol.asyncDispose]()]);
    },
  };
}
