import type { Call, ObjectStore, TrainSpec } from '@torchrelay/core/target';

import type { AzureMlSettings } from '../azureml-settings.ts';
import type { MlClient } from '../client/ml-client.ts';
import type { ModelVersion } from '../schemas.ts';
import { jobNameOf } from './job-name.ts';
import { jobTags } from './job-tags.ts';

/** Beside the models of deployments, which are called otherwise. */
function modelOf(id: string): { readonly name: string; readonly version: string } {
  const job = jobNameOf(id);
  return { name: `trained-${job}`, version: id.slice(job.length + 1) };
}

function pathOf(id: string): string {
  const { name, version } = modelOf(id);
  return `models/${name}/versions/${version}`;
}

/** A version of a model is an attempt: what is in it, and its job, never change, so writing it again is the same. */
export async function registerModel({
  client,
  spec,
  settings,
  store,
  call,
}: {
  readonly client: MlClient;
  readonly spec: TrainSpec;
  readonly settings: AzureMlSettings;
  readonly store: ObjectStore;
  readonly call: Call;
}): Promise<void> {
  const { location } = await store.doObserve(call);
  const { name } = modelOf(spec.id);
  const body: ModelVersion = {
    properties: {
      modelType: 'custom_model',
      modelUri: `azureml://jobs/${spec.id}/outputs/model/paths/`,
      jobName: spec.id,
      description: `What the job ${spec.id} has left.`,
      tags: jobTags(spec, location, settings.tags),
    },
  };
  const attempt = `Cannot register the result of ${spec.id} as a version of the model ${name}`;
  await client.send({ method: 'PUT', path: pathOf(spec.id), body, attempt }, call);
}

/** What is not there is removed already. */
export async function forgetModel(client: MlClient, id: string, call: Call): Promise<void> {
  const attempt = `Cannot remove the version of the model ${modelOf(id).name} that ${id} has left`;
  await client.find({ method: 'DELETE', path: pathOf(id), attempt }, call);
}
