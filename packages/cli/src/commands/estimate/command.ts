import type { Sharding } from '@torchrelay/core';

import { type Command, defineCommand } from '../../command-line/command.ts';
import { oneOf, text, wholeNumber } from '../../command-line/value-type.ts';
import { amount } from './amount.ts';

export interface EstimateValues {
  readonly parameters: number;
  readonly tokens: number;
  readonly accelerator: string;
  readonly gpus: number | undefined;
  readonly sharding: Sharding;
  readonly microBatchSize: number;
  readonly sequenceLength: number;
  readonly layers: number | undefined;
  readonly hiddenSize: number | undefined;
  readonly checkpointActivations: boolean;
  readonly usdPerHour: number | undefined;
}

export const estimateCommand: Command = defineCommand<EstimateValues>({
  name: 'estimate',
  summary: 'Estimate what training a transformer takes: memory, days, dollars',
  details:
    'Nothing is run and nobody is asked. Memory is counted term by term; days rest on published trainings on A100s, of which each was foretold within 35 % from the others; prices are those of torchrelay gpus. How well each is known: docs/sizing.md.',
  args: {
    parameters: {
      kind: 'positional',
      summary: 'Of the model: 124M, 7B',
      value: amount('parameters'),
    },
    tokens: {
      kind: 'positional',
      summary: 'It is trained on: 10B, 1.5T',
      value: amount('tokens'),
    },
    accelerator: {
      kind: 'option',
      summary: 'A kind of GPU, as torchrelay gpus lists them',
      value: text('KIND', 'a kind of GPU, such as A100-80GB'),
      default: 'A100-80GB',
    },
    gpus: {
      kind: 'option',
      summary: 'How many; by default as few machines of eight as it fits on',
      value: wholeNumber('N', { from: 1 }),
    },
    sharding: {
      kind: 'option',
      summary: 'What GPUs share: nothing (ddp), up to everything (zero3, FSDP)',
      value: oneOf('HOW', ['ddp', 'zero1', 'zero2', 'zero3']),
      default: 'zero3',
    },
    microBatchSize: {
      kind: 'option',
      summary: 'Rows that one GPU works on at once',
      value: wholeNumber('N', { from: 1 }),
      default: 1,
    },
    sequenceLength: {
      kind: 'option',
      summary: 'Tokens of a row',
      value: wholeNumber('N', { from: 1 }),
      default: 2048,
    },
    layers: {
      kind: 'option',
      summary: 'Guessed from the parameters if not given',
      value: wholeNumber('N', { from: 1 }),
    },
    hiddenSize: {
      kind: 'option',
      summary: 'Width of a layer; guessed from the parameters if not given',
      value: wholeNumber('N', { from: 1 }),
    },
    checkpointActivations: {
      kind: 'flag',
      summary: 'Layers keep their inputs only, and run again for the gradients',
    },
    usdPerHour: {
      kind: 'option',
      summary: 'What one GPU costs in an hour; by default the lowest in the catalogues',
      value: amount('USD'),
    },
  },
  examples: [
    { does: 'A 7B model on a trillion tokens', run: 'torchrelay estimate 7B 1T' },
    {
      does: 'OPT-175B on its 992 A100s',
      run: 'torchrelay estimate 175B 300B --gpus 992 --checkpoint-activations',
    },
    {
      does: 'At a price of your own',
      run: 'torchrelay estimate 1.5B 30B --gpus 8 --usd-per-hour 1.79',
    },
  ],
  handler: () => import('./run.ts'),
});
