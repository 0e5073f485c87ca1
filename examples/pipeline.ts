// From a script to an endpoint: train, judge, serve. `torchrelay pipeline examples/pipeline.ts` runs it, and so does
//
//     node --conditions=torchrelay-source examples/run-pipeline.ts
import { fileURLToPath } from 'node:url';

import { definePipeline, type PipelineDefinition } from '@torchrelay/core';
import { local } from '@torchrelay/local';

// Detached, so that the next run finds what this one has trained. On the clouds: sagemaker(…), azureml(…).
const target = local({ detached: true });

const definition: PipelineDefinition = definePipeline({
  name: 'line',
  train: {
    target,
    source: fileURLToPath(new URL('jobs', import.meta.url)),
    entry: 'average.py',
  },
  gate: { metric: 'loss', max: 0.001 },
  serve: { target, inputs: { input: 'FP32[-1,1]' } },
});

export default definition;
