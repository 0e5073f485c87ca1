// The same package on SageMaker, on Azure ML and here; the same request; the same answer. Only this machine is free:
//
//   main.ts                                              here alone
//   main.ts --sagemaker us-east-1 --azureml SUB/GROUP/WS  an A100 on either cloud too, which is paid for
import { parseArgs } from 'node:util';

import { sagemaker } from '@torchrelay/aws';
import { azureml } from '@torchrelay/azure';
import type { Target } from '@torchrelay/core/target';
import { local } from '@torchrelay/local';
import { addModel } from '@torchrelay/testing';

import { serveEverywhere } from './serve-everywhere.ts';

const { values } = parseArgs({
  options: { sagemaker: { type: 'string' }, azureml: { type: 'string' } },
});
const targets: Target[] = [local()];
if (values.sagemaker !== undefined) targets.push(sagemaker({ region: values.sagemaker }));
if (values.azureml !== undefined) {
  const [subscription = '', resourceGroup = '', workspace = ''] = values.azureml.split('/');
  targets.push(azureml({ subscription, resourceGroup, workspace }));
}

const answers = await serveEverywhere({
  model: addModel(1),
  targets,
  question: { x: [1, 2, 3] },
  name: 'three-places',
  inputs: { x: 'FP32[-1]' },
  examples: { x: [1, 2, 3] },
  rehearseOn: local(),
});
for (const { provider, packageDigest, data } of answers) {
  console.log(`${provider.padEnd(9)} ${packageDigest?.slice(0, 19)} ${Array.from(data).join(' ')}`);
}
