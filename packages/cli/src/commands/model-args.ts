import type { Args } from '../command-line/command.ts';
import {
  amount,
  assignment,
  duration,
  oneOf,
  text,
  type ValueType,
  wholeNumber,
} from '../command-line/value-type.ts';
import { rolloutArgs, type RolloutValues } from './rollout-args.ts';
import { scalingArgs, type ScalingValues } from './scaling-args.ts';
import { modelFileArg, targetArg } from './shared-args.ts';

/** What says what a model takes and gives: the same for each command that has to know. */
export interface SignatureValues {
  readonly file: string;
  readonly name: string | undefined;
  readonly target: string;
  readonly input: readonly (readonly [name: string, spec: string])[];
  readonly output: readonly string[];
  readonly preprocess: readonly (readonly [name: string, how: string])[];
  readonly example: readonly (readonly [name: string, value: string])[];
  readonly maxBatchSize: number | 'auto' | undefined;
  readonly lock: boolean;
  readonly noRehearsal: boolean;
  readonly allowFinding: readonly string[];
}

/** What `deploy` and `plan` take alike: everything that makes the release. */
export interface ModelValues extends SignatureValues, RolloutValues, ScalingValues {
  readonly trainedOn: string | undefined;
  readonly accelerator: string | undefined;
  readonly gpusPerNode: number | undefined;
  readonly region: readonly string[];
  readonly maxUsdPerHour: number | undefined;
  readonly allowUnknownPrice: boolean;
  readonly ttl: number | 'none' | undefined;
  readonly exclude: readonly string[];
  readonly image: string | undefined;
  readonly env: readonly (readonly [name: string, value: string])[];
  readonly strategy: 'side-by-side' | 'in-place' | 'recreate' | undefined;
}

const batchSize: ValueType<number | 'auto'> = {
  placeholder: 'N',
  expects: 'a whole number from 0, or auto',
  parse: (given) => (given === 'auto' ? 'auto' : wholeNumber('N').parse(given)),
};

const timeLimit: ValueType<number | 'none'> = {
  placeholder: 'TIME',
  expects: 'a duration like 8h or 7d, or none',
  parse: (given) => (given === 'none' ? 'none' : duration('TIME').parse(given)),
};

export const signatureArgs: Args<SignatureValues> = {
  file: modelFileArg,
  name: {
    kind: 'option',
    summary: "What to call it; by default after the file's name",
    value: text('NAME'),
  },
  target: targetArg,
  input: {
    kind: 'list',
    summary: 'Datatype and shape of an input, -1 for a size that varies: x=FP32[-1,3,224,224]',
    value: assignment('NAME=SPEC', 'a name and a tensor, such as x=FP32[-1,3,224,224]'),
  },
  output: {
    kind: 'list',
    summary: 'The same of an output, in order; the name alone where a rehearsal finds out the rest',
    value: text('NAME[=SPEC]', 'a name, or a name and a tensor: scores=FP32[-1,1000]'),
  },
  preprocess: {
    kind: 'list',
    summary:
      'Make an input of pictures or texts: image=imagenet, image={"from":"image","crop":224}, text=@text.json',
    value: assignment('NAME=HOW', 'a name and how, such as image=imagenet'),
  },
  example: {
    kind: 'list',
    summary: 'A value to try the model with: x=[1,2,3], x=@file.json, x=@file.npy',
    value: assignment('NAME=VALUE', 'a name and a value, such as x=[1,2,3]'),
  },
  maxBatchSize: {
    kind: 'option',
    summary: 'How many rows may be answered in one run; auto lets the rehearsal decide',
    value: batchSize,
  },
  lock: {
    kind: 'flag',
    summary:
      'Read what a rehearsal found from ./torchrelay.lock.json, or write it there: for machines without Python',
  },
  noRehearsal: { kind: 'flag', summary: 'Do not run the model once beforehand' },
  allowFinding: {
    kind: 'list',
    summary: 'Accept a dangerous finding of torchrelay inspect',
    value: text('CODE'),
  },
};

export const modelArgs: Args<ModelValues> = {
  ...signatureArgs,
  file: {
    ...modelFileArg,
    summary:
      'A TorchScript file, job:NAME for what a training job has left, or a name of the config file',
  },
  trainedOn: {
    kind: 'option',
    summary: 'The target of job:NAME, where that is another one',
    value: text('TARGET', 'a target, such as local'),
  },
  accelerator: {
    kind: 'option',
    summary: 'A100, A100-80GB, A100:8, 80GB+, cpu, auto; several with commas between',
    value: text('KIND'),
  },
  gpusPerNode: {
    kind: 'option',
    summary: 'At least so many GPUs on each instance',
    value: wholeNumber('N', { from: 1 }),
  },
  region: {
    kind: 'list',
    summary: 'Only in this region, where the target has several',
    value: text('REGION'),
  },
  maxUsdPerHour: {
    kind: 'option',
    summary: 'What all instances together may cost; what has no known price is refused then',
    value: amount('USD'),
  },
  allowUnknownPrice: {
    kind: 'flag',
    summary: 'With --max-usd-per-hour: take also what has no known price',
  },
  ...scalingArgs,
  ttl: {
    kind: 'option',
    summary:
      'The platform removes it after this time: 8h, 7d; none takes a time limit away (not on azureml)',
    value: timeLimit,
  },
  exclude: {
    kind: 'list',
    summary: 'An instance type that must not be taken',
    value: text('TYPE'),
  },
  image: {
    kind: 'option',
    summary: 'A server image of your own that speaks the Open Inference Protocol',
    value: text('IMAGE'),
  },
  env: {
    kind: 'list',
    summary: 'A variable for the server; never a secret',
    value: assignment('NAME=VALUE', 'a name and a value, such as LOG=debug'),
  },
  strategy: {
    kind: 'option',
    summary: 'How a change reaches what is live: side-by-side, in-place, recreate',
    value: oneOf('HOW', ['side-by-side', 'in-place', 'recreate']),
  },
  ...rolloutArgs,
};
