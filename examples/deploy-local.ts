// Serves a model on this machine with real PyTorch, asks it, and takes it down again.
import { deploy } from '@torchrelay/core';
import { local } from '@torchrelay/local';
import { addModel } from '@torchrelay/testing';

// A scripted file does not say what its inputs look like, so we do; a traced one needs neither line.
await using endpoint = await deploy(addModel(1), local(), {
  inputs: { x: 'FP32[3]' },
  outputs: ['y'],
});

const { y } = await endpoint.predict({ x: [1, 2, 3] });
console.log(y?.data);
