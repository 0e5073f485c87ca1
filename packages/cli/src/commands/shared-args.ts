import type { FlagArg, ListArg, OptionArg, PositionalArg } from '../command-line/command.ts';
import { assignment, path, text, wholeNumber } from '../command-line/value-type.ts';

export const targetArg: OptionArg<string> & { readonly default: string } = {
  kind: 'option',
  summary:
    'Where: local, sagemaker://REGION, azureml://SUBSCRIPTION/GROUP/WORKSPACE, or module:PATH for a target of your own',
  value: text('TARGET', 'a target, such as local'),
  default: 'local',
};

export const nameArg: PositionalArg<string> = {
  kind: 'positional',
  summary: 'What it is called, as torchrelay list shows it',
  value: text('name'),
};

export const modelFileArg: PositionalArg<string> = {
  kind: 'positional',
  summary: 'A TorchScript file, as torch.jit.save writes it',
  value: path('file', 'the path of a model file'),
  configKey: 'model',
};

export const yesArg: FlagArg = {
  kind: 'flag',
  short: 'y',
  isForOnce: true,
  summary: 'Do not ask',
};

export const jobArg: FlagArg = {
  kind: 'flag',
  isForOnce: true,
  summary: 'Of the training job of this name, not of the deployment',
};

export const attemptArg: OptionArg<number> = {
  kind: 'option',
  isForOnce: true,
  summary: 'With --job: this attempt; by default the last',
  value: wholeNumber('N', { from: 1 }),
};

export const metricArg: ListArg<readonly [name: string, value: string]> = {
  kind: 'list',
  summary: "A number to draw from the script's own lines: loss=loss ([0-9.]+)",
  value: assignment('NAME=PATTERN', 'a name and a regular expression with one group'),
};
