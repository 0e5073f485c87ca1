// Serves a model with the installed API, asks it, and takes it down again.
import assert from 'node:assert/strict';
import { connect, deploy } from '@torchrelay/core';
import { local } from '@torchrelay/local';

const target = local();
const endpoint = await deploy('model.pt', target, {
  name: 'packed',
  inputs: { x: 'FP32[3]' },
  outputs: ['y'],
});
const { y } = await endpoint.predict({ x: [1, 2, 3] });
assert.deepEqual(y.data, Float32Array.of(2, 3, 4));

const again = await connect(JSON.parse(JSON.stringify(endpoint)), target);
assert.deepEqual((await again.predict({ x: [0, 0, 0] })).y.data, Float32Array.of(1, 1, 1));
await endpoint.destroy();
