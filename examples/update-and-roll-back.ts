// Puts a second version of a model behind the same name, and then the first one again.
import { deploy, history } from '@torchrelay/core';
import { local } from '@torchrelay/local';
import { addModel } from '@torchrelay/testing';

const target = local();
const options = { name: 'adder', inputs: { x: 'FP32[1]' }, outputs: ['y'] };

await deploy(addModel(1), target, options);
await using endpoint = await deploy(addModel(2), target, options);
const ask = async () => (await endpoint.predict({ x: [40] })).y?.data;
console.log('second version:', await ask());

await endpoint.rollback();
console.log('rolled back:   ', await ask());

for (const { number, verb } of await history('adder', target)) console.log(`${number}. ${verb}`);
