import { sagemaker } from '@torchrelay/aws';
import { azureml } from '@torchrelay/azure';
import { type JobDefinition, plan, planTraining, policyOf } from '@torchrelay/core';
import type { JsonObject, Target } from '@torchrelay/core/target';
import {
  startAzureMl,
  startSagemaker,
  startTorchContainer as start,
  workspaceSettings,
} from '@torchrelay/stand-ins';
import { addModel } from '@torchrelay/testing';

/** What `torchrelay plan --policy` prints for a first deployment and a first job, asked of the stand-ins. */
export interface Policies {
  readonly sagemaker: JsonObject;
  readonly sagemakerOperating: JsonObject;
  readonly sagemakerTraining: JsonObject;
  readonly azureml: JsonObject;
  readonly azuremlTraining: JsonObject;
}

export async function askPolicies({
  trainingFolder,
}: {
  trainingFolder: string;
}): Promise<Policies> {
  await using aws = await startSagemaker({ start });
  await using azure = await startAzureMl({ start });
  const { endpoint, region, credentials } = aws;
  const onAws = sagemaker({ endpoint, region, credentials });
  const onAzure = azureml(workspaceSettings(azure));
  const job = { name: 'digits', source: trainingFolder, entry: 'train.py' };
  return {
    sagemaker: await policyOfDeployment(onAws),
    sagemakerOperating: await policyOfDeployment(onAws, operating),
    sagemakerTraining: await policyOfTraining(job, onAws),
    azureml: await policyOfDeployment(onAzure),
    azuremlTraining: await policyOfTraining(job, onAzure),
  };
}

async function policyOfTraining(job: JobDefinition, target: Target): Promise<JsonObject> {
  const planned = await planTraining(job, target);
  if (planned === undefined) throw new Error('A new account has the job already.');
  return policyOf(planned, target);
}

const operating = {
  autoscale: { min: 1, max: 4, requestsPerInstancePerMinute: 600 },
  ttlInMs: 8 * 3_600_000,
};

async function policyOfDeployment(
  target: Target,
  more: Partial<typeof operating> = {},
): Promise<JsonObject> {
  const declared = { inputs: { x: 'FP32[-1]' }, outputs: { y: 'FP32[-1]' } };
  const options = { name: 'adder', ...declared, rehearseOn: false, ...more } as const;
  return policyOf(await plan(addModel(1), target, options), target);
}
