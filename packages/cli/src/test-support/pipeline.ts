import { join } from 'node:path';

import { definePipeline, type PipelineDefinition } from '@torchrelay/core';
import { local } from '@torchrelay/local';
import { addModel, createMemoryCloud, memoryTarget } from '@torchrelay/testing';

const cloud = createMemoryCloud();

/**
 * Trains on this machine and serves in a cloud in memory that lives as long as the command.
 *
 * TEST_GATE is the least accuracy, which the script reaches with more steps: 0.8 after four.
 */
const definition: PipelineDefinition = definePipeline({
  name: 'adder',
  train: {
    target: local({ detached: true }),
    source: join(import.meta.dirname, 'job'),
    entry: 'train.py',
    args: ['--model', addModel(1)],
  },
  gate: { metric: 'accuracy', min: Number(process.env['TEST_GATE'] ?? 0.7) },
  serve: {
    target: memoryTarget({ cloud, style: 'in-place' }),
    inputs: { x: 'FP32[-1]' },
    outputs: { y: 'FP32[-1]' },
  },
});

export default definition;
