// Asks both clouds what a model would run on there, and what that costs; deploys nowhere. Asking is free:
//
//   main.ts MODEL us-east-1 SUBSCRIPTION/GROUP/WORKSPACE
import { sagemaker } from '@torchrelay/aws';
import { azureml } from '@torchrelay/azure';
import { local } from '@torchrelay/local';

import { compareClouds } from './compare-clouds.ts';

const [model = '', region = '', place = ''] = process.argv.slice(2);
const [subscription = '', resourceGroup = '', workspace = ''] = place.split('/');
const targets = [sagemaker({ region }), azureml({ subscription, resourceGroup, workspace })];
for (const line of await compareClouds({ model, targets, rehearseOn: local() })) console.log(line);
