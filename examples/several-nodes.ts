// Trains on two nodes: here processes that meet over the loopback, on a cloud two machines.
//
//     node --conditions=torchrelay-source examples/several-nodes.ts
import { fileURLToPath } from 'node:url';

import { train } from '@torchrelay/core';
import { local } from '@torchrelay/local';

// On Amazon SageMaker: const target = sagemaker({ region: 'us-east-1' }), and gpusPerNode: 8.
const target = local();

const run = await train(
  {
    name: 'line',
    source: fileURLToPath(new URL('jobs', import.meta.url)),
    entry: 'average.py',
    nodes: 2,
  },
  target,
);
const { metrics } = await run.result();
console.log(
  `${metrics['processes']} processes, loss below 0.001: ${(metrics['loss'] ?? 1) < 0.001}`,
);

const lines = await Array.fromAsync(run.logs());
const ends = lines.filter(({ text }) => text.endsWith('is done'));
for (const line of ends.map(({ source, text }) => `${source} ${text}`).toSorted())
  console.log(line);
