// The types of every entry resolve, and infer what they say.
import { awsOffers } from '@torchrelay/aws/catalogue';
import { sagemaker, type SagemakerSettings } from '@torchrelay/aws';
import { azureOffers } from '@torchrelay/azure/catalogue';
import { azureml, type AzureMlSettings } from '@torchrelay/azure';
import { connect, deploy, type Endpoint, TorchrelayError } from '@torchrelay/core';
import { packSnapshot } from '@torchrelay/core/catalogue';
import type { Target, TargetV1 } from '@torchrelay/core/target';
import { local } from '@torchrelay/local';
import { createMemoryCloud, memoryTarget } from '@torchrelay/testing';
import { inspect, type Model } from '@torchrelay/torchscript';

interface Digit {
  readonly inputs: { readonly image: 'FP32' };
  readonly outputs: { readonly scores: 'FP32'; readonly best: 'INT64' };
}

export const settings: { aws: SagemakerSettings; azure: AzureMlSettings } = {
  aws: { region: 'us-east-1' },
  azure: { subscription: 's', resourceGroup: 'g', workspace: 'w' },
};
export const targets: readonly Target[] = [
  local(),
  sagemaker(settings.aws),
  azureml(settings.azure),
  memoryTarget({ cloud: createMemoryCloud() }),
];
export const version: TargetV1['specificationVersion'] = 'v1';
export const others = [awsOffers, azureOffers, packSnapshot];

export async function ask(target: Target): Promise<[Float32Array, BigInt64Array]> {
  const endpoint: Endpoint<Digit> = await deploy<Digit>('model.pt', target);
  const { scores, best } = await endpoint.predict({ image: new Float32Array(784) });
  // @ts-expect-error: the model has no such input
  await endpoint.predict({ picture: [1] });
  // @ts-expect-error: nor such an output
  const { worst } = await (await connect<Digit>('digit', target)).predict({ image: [1] });
  console.log(worst);
  return [scores.data, best.data];
}

export async function describe(): Promise<Model> {
  try {
    return await inspect('model.pt');
  } catch (error) {
    throw TorchrelayError.isInstance(error) ? new Error(error.hint) : error;
  }
}
