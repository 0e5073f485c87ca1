// Says what a deployment would do, after a rehearsal on real PyTorch, and changes nothing.
import { plan } from '@torchrelay/core';
import { local } from '@torchrelay/local';
import { addModel } from '@torchrelay/testing';

const { steps, want } = await plan(addModel(1), local(), { inputs: { x: 'FP32[-1]' } });

for (const { action, kind } of steps) console.log(`${action} ${kind}`);
console.log(JSON.stringify(want?.package.signature.outputs));
