import { type Command, defineCommand } from '../../command-line/command.ts';
import { assignment, duration, path, text, wholeNumber } from '../../command-line/value-type.ts';
import { modelArgs, type ModelValues } from '../model-args.ts';
import { metricArg, targetArg, yesArg } from '../shared-args.ts';

type Pairs = readonly (readonly [name: string, value: string])[];

export interface TrainValues extends Pick<
  ModelValues,
  'accelerator' | 'gpusPerNode' | 'region' | 'maxUsdPerHour' | 'allowUnknownPrice' | 'exclude'
> {
  readonly folder: string;
  readonly entry: string;
  readonly name: string | undefined;
  readonly target: string;
  readonly nodes: number | undefined;
  readonly processesPerNode: number | undefined;
  readonly spot: boolean;
  readonly data: Pairs;
  readonly stream: readonly string[];
  readonly copyData: boolean;
  readonly env: Pairs;
  readonly secret: Pairs;
  readonly metric: Pairs;
  readonly image: string | undefined;
  readonly maxRunTime: number | undefined;
  readonly maxWait: number | undefined;
  readonly maxRestarts: number | undefined;
  readonly out: string | undefined;
  readonly fresh: boolean;
  readonly detach: boolean;
  readonly policy: boolean;
  readonly yes: boolean;
  readonly args: readonly string[];
}

export const trainCommand: Command = defineCommand<TrainValues>({
  name: 'train',
  summary: 'Train a model with a PyTorch script, and follow it to its end',
  details:
    'Sends the folder, starts the script on each node, shows its lines and its numbers. The same job again is not paid twice: what is done is reused, what runs is joined, what failed or was stopped goes on from its checkpoints. Prints on stdout what deploy takes: job:NAME, or the file of --out.',
  args: {
    folder: {
      kind: 'positional',
      summary:
        'The folder of the code, without what its .gitignore names; or a name of the config file',
      value: path('folder', 'the path of a folder'),
    },
    args: { kind: 'rest', summary: 'For the script, as they stand', placeholder: 'ARG' },
    entry: {
      kind: 'option',
      summary: 'The script to start, inside the folder',
      value: text('FILE'),
      default: 'train.py',
    },
    name: {
      kind: 'option',
      summary: "What to call the job; by default after the folder's name",
      value: text('NAME'),
    },
    target: targetArg,
    nodes: {
      kind: 'option',
      summary: 'On so many machines',
      value: wholeNumber('N', { from: 1 }),
    },
    processesPerNode: {
      kind: 'option',
      summary: 'So many processes on each; by default one per GPU, or one',
      value: wholeNumber('N', { from: 1 }),
    },
    gpusPerNode: modelArgs.gpusPerNode,
    accelerator: modelArgs.accelerator,
    spot: {
      kind: 'flag',
      summary: 'Capacity that may be taken back; the job then goes on from its last checkpoint',
    },
    data: {
      kind: 'list',
      summary: 'A folder or an address; the script finds it as TORCHRELAY_DATA_<NAME>',
      value: assignment('NAME=PLACE', 'a name and a place, such as digits=./data'),
    },
    stream: {
      kind: 'list',
      summary: 'Bring the data of this name as they are read, not before the script starts',
      value: text('NAME'),
    },
    copyData: {
      kind: 'flag',
      summary:
        "Copy data that the target cannot read, another cloud's, to its store; by and by they cost money there",
    },
    env: {
      kind: 'list',
      summary: 'A variable for the script; never a secret',
      value: assignment('NAME=VALUE', 'a name and a value, such as LOG=debug'),
    },
    secret: {
      kind: 'list',
      summary: "A variable whose value is read from the target's own store of secrets",
      value: assignment('NAME=REFERENCE', 'a name and where the secret is'),
    },
    metric: metricArg,
    image: {
      kind: 'option',
      summary: 'An image of your own, with Python and PyTorch',
      value: text('IMAGE'),
    },
    region: modelArgs.region,
    maxUsdPerHour: {
      ...modelArgs.maxUsdPerHour,
      summary: 'What all nodes together may cost; what has no known price is refused then',
    },
    allowUnknownPrice: modelArgs.allowUnknownPrice,
    exclude: modelArgs.exclude,
    maxRunTime: {
      kind: 'option',
      summary: 'Stop it after this time: 3h; by default 1d',
      value: duration('TIME'),
    },
    maxWait: {
      kind: 'option',
      summary: 'Wait at most so long for machines: 2h; by default 1d',
      value: duration('TIME'),
    },
    maxRestarts: {
      kind: 'option',
      summary: 'After interruptions go on at most so often; by default 10',
      value: wholeNumber('N'),
    },
    out: { kind: 'option', short: 'o', summary: 'Write the model here', value: path('FILE') },
    fresh: {
      kind: 'flag',
      isForOnce: true,
      summary: 'Train anew, although the same job is done, or runs',
    },
    detach: { kind: 'flag', short: 'd', isForOnce: true, summary: 'Do not wait for its end' },
    policy: {
      kind: 'flag',
      isForOnce: true,
      summary: 'Print the IAM policy, or the Azure role, that the job needs, and start nothing',
    },
    yes: yesArg,
  },
  config: { of: 'jobs', takes: 'options' },
  hasEvents: true,
  examples: [
    {
      does: 'On this machine, with two processes',
      run: 'torchrelay train ./train --processes-per-node 2',
    },
    {
      does: 'What follows -- is for the script',
      run: 'torchrelay train ./train --data digits=./data -- --epochs 3',
    },
    {
      does: 'On two machines of eight A100s, and not for longer than three hours',
      run: 'torchrelay train ./train --target sagemaker://us-east-1 --nodes 2 --gpus-per-node 8 --max-run-time 3h',
    },
  ],
  handler: () => import('./run.ts'),
});
