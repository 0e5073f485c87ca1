// Serves on Azure ML what was trained on SageMaker, from a process that may not write a single file: Node's permissions forbid
// it. Used by the test alone, which says where both are.
import { sagemaker, type SagemakerSettings } from '@torchrelay/aws';
import { azureml } from '@torchrelay/azure';
import { deploy, trainedModel, trainingProvenance, trainingRun } from '@torchrelay/core';
import { type WorkspaceAddress, workspaceSettings } from '@torchrelay/stand-ins';

interface Order {
  readonly aws: SagemakerSettings;
  readonly azure: WorkspaceAddress;
  readonly job: string;
  readonly name: string;
}

const { aws, azure, job, name } = JSON.parse(String(process.argv[2])) as Order;
if (process.permission.has('fs.write')) throw new Error('This process may write files.');
const run = await trainingRun(job, sagemaker(aws));
const result = await run.result();
await deploy(trainedModel(result), azureml(workspaceSettings(azure)), {
  name,
  inputs: { input: 'FP32[-1,1]' },
  outputs: { y: 'FP32[-1,1]' },
  examples: { input: [[1]] },
  rehearseOn: false,
  provenance: trainingProvenance(result),
  timing: { mostPollInMs: 50, firstRetryInMs: 20 },
});
