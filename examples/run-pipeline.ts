// Runs a pipeline twice: the second time nothing is trained and nothing is released. Then a gate that nothing passes.
import { destroy, forgetTraining, history, pipeline, TorchrelayError } from '@torchrelay/core';

import definition from './pipeline.ts';

const { name, serve } = definition;

for (const turn of ['first', 'again']) {
  const relay = pipeline(definition);
  const steps: string[] = [];
  for await (const event of relay) {
    if (event.type === 'job-join') steps.push(`training is ${event.state} already`);
    if (event.type === 'step-end') steps.push(`${event.action} ${event.kind}`);
  }
  console.log(`${turn}: ${steps.join(', ')}`);
  const { endpoint } = await relay;
  const outputs = await endpoint.predict({ input: [[2]] });
  console.log(`f(2) is ${Object.values(outputs)[0]?.data[0]}`);
}

try {
  await pipeline({
    ...definition,
    gate: ({ metrics }) => `${metrics['processes']} process is too few`,
  });
} catch (error) {
  if (!TorchrelayError.isInstance(error) || error.code !== 'GATE_NOT_PASSED') throw error;
  console.log(error.message, error.hint);
}
console.log(`releases: ${(await history(name, serve.target)).length}`);

await destroy(name, serve.target);
await forgetTraining(name, definition.train.target);
