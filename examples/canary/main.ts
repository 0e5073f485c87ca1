// A new version that gets a quarter of the traffic first, and the old one again. On two A100s, which are paid for:
//
//   main.ts us-east-1
import { sagemaker } from '@torchrelay/aws';
import { connect, deploy, rollback } from '@torchrelay/core';
import { addModel } from '@torchrelay/testing';

import { releaseCarefully } from './release-carefully.ts';

const [region] = process.argv.slice(2);
if (region === undefined) throw new Error('Say the region: main.ts us-east-1');
const target = sagemaker({ region });
const options = {
  name: 'canary',
  inputs: { x: 'FP32[-1]' },
  outputs: { y: 'FP32[-1]' },
  examples: { x: [1, 2, 3] },
  instances: 2,
};

await deploy(addModel(1), target, options);
const endpoint = await releaseCarefully({ model: addModel(2), target, ...options });
console.log('the new version:', (await endpoint.predict({ x: [40] })).y?.data);
await rollback('canary', target);
const before = await connect('canary', target);
console.log('the old version:', (await before.predict({ x: [40] })).y?.data);
await before.destroy();
