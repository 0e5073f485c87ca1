import { sagemaker, type SagemakerSettings } from '@torchrelay/aws';
import { azureml } from '@torchrelay/azure';
import type { Target } from '@torchrelay/core/target';
import {
  type AzureMlStandIn,
  type FaultProxy,
  type SagemakerStandIn,
  startAzureMl,
  startFaultProxy,
  startSagemaker,
  type StartContainer,
  startTorchContainer,
  workspaceSettings,
} from '@torchrelay/stand-ins';

export interface Clouds extends AsyncDisposable {
  readonly sagemaker: Target;
  readonly azureml: Target;
  readonly aws: SagemakerStandIn;
  readonly azure: AzureMlStandIn;
  /** Between torchrelay and AWS. */
  readonly line: FaultProxy;
  /** What `sagemaker()` was opened with. Survives JSON. */
  readonly awsSettings: SagemakerSettings;
}

/** Both clouds' stand-ins: with real PyTorch behind each endpoint by default, and in each job where a Python is given. */
export async function startClouds({
  start = startTorchContainer,
  ...training
}: {
  readonly start?: StartContainer;
  readonly trainingPython?: string;
} = {}): Promise<Clouds> {
  const options = { start, ...training };
  const [aws, azure] = await Promise.all([startSagemaker(options), startAzureMl(options)]);
  const line = await startFaultProxy(aws.endpoint);
  const { region, credentials } = aws;
  const awsSettings = { endpoint: line.url, region, credentials, lookUp: false };
  return {
    aws,
    azure,
    line,
    awsSettings,
    sagemaker: sagemaker(awsSettings),
    azureml: azureml(workspaceSettings(azure)),
    async [Symbol.asyncDispose]() {
      await line[Symbol.asyncDispose]();
      await Promise.all([aws[Symbol.asyncDispose](), azure[Symbol.asyncDispose]()]);
    },
  };
}
