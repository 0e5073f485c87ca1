// The types of every entry resolve, and infer what they say.
import { awsOffers } from '@torchrelay/aws/catalogue';
import { sagemaker, type SagemakerSettings } from '@torchrelay/aws';
import { azureOffers } from '@torchrelay/azure/catalogue';
import { azureml, type AzureMlSettings } from '@torchrelay/azure';
import {
  connect,
  definePipeline,
  deploy,
  type Endpoint,
  plan,
  type StepTrace,
  TorchrelayError,
  tracingChannels,
  train,
} from '@torchrelay/core';
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

export async function classify(target: Target): Promise<[Float32Array, BigInt64Array]> {
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

/** Events are told apart by their type, and the result is what is waited for. */
export async function follow(target: Target): Promise<Endpoint> {
  const operation = deploy('model.pt', target);
  for await (const event of operation) {
    if (event.type === 'step-end') console.log(event.step, event.durationInMs);
    // @ts-expect-error: only uploads have sizes
    if (event.type === 'step-start') console.log(event.size);
  }
  return operation;
}

export async function explain(target: Target): Promise<number | undefined> {
  const { choice } = await plan('model.pt', target, { autoscale: rule, ttlInMs: null });
  const price = choice?.chosen.usdPerHour;
  // @ts-expect-error: a price may be unknown
  console.log(price?.value);
  return price?.known ? price.value : undefined;
}

const rule = { min: 1, max: 4, requestsPerInstancePerMinute: 600 };

export const pipelines = [
  definePipeline({
    name: 'digits',
    train: { target: local(), source: './train', entry: 'train.py', data: { images: './images' } },
    gate: async ({ metrics, ask }) =>
      (metrics['accuracy'] ?? 0) > 0.9 && (await ask(local(), ({ client }) => client.ready())),
    serve: { target: sagemaker(), rollout: { shift: 'canary', percent: 10 } },
  }),
];

export const mistakes = (target: Target): readonly unknown[] => [
  // @ts-expect-error: durations are milliseconds
  deploy('model.pt', target, { ttlInMs: '8h' }),
  // @ts-expect-error: a rule needs its maximum
  deploy('model.pt', target, { autoscale: { min: 1, requestsPerInstancePerMinute: 600 } }),
  // @ts-expect-error: there is no such strategy
  deploy('model.pt', target, { strategy: 'all-at-once' }),
  // @ts-expect-error: a rehearsal needs a place
  deploy('model.pt', target, { rehearseOn: true }),
  // @ts-expect-error: a job is named
  train({ source: './train', entry: 'train.py' }, target),
  // @ts-expect-error: the workspace is missing
  azureml({ subscription: 's', resourceGroup: 'g' }),
];

export const channel: 'torchrelay.step' = tracingChannels.step;
export const action: StepTrace['action'] = 'create';
