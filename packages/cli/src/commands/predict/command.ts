import { type Command, defineCommand } from '../../command-line/command.ts';
import { assignment, text } from '../../command-line/value-type.ts';
import { nameArg, targetArg } from '../shared-args.ts';

export interface PredictValues {
  readonly name: string;
  readonly input: readonly (readonly [name: string, value: string])[];
  readonly output: readonly string[];
  readonly target: string;
}

export const predictCommand: Command = defineCommand<PredictValues>({
  name: 'predict',
  summary: 'Ask a deployed model',
  details:
    'A value is JSON, a file of JSON (@input.json) or of NumPy (@input.npy), or zeros for the smallest input of zeros. Numbers are converted to what the model takes. Where the model was deployed with --preprocess, the path of a picture or a text; given several times, several are asked about at once.',
  args: {
    name: nameArg,
    input: {
      kind: 'list',
      summary: 'A value for each input; --input may be left out',
      isBare: true,
      value: assignment('NAME=VALUE', 'a name and a value, such as x=[1,2,3]'),
    },
    output: { kind: 'list', summary: 'Only this output', value: text('NAME') },
    target: targetArg,
  },
  config: { of: 'deployments', takes: 'place' },
  examples: [
    { does: 'With numbers', run: "torchrelay predict add --input 'x=[1,2,3]'" },
    { does: 'With an array of NumPy', run: 'torchrelay predict resnet50 --input x=@image.npy' },
    { does: 'With a picture', run: 'torchrelay predict resnet50 image=./cat.jpg' },
    { does: 'With a text', run: 'torchrelay predict classifier text=Hello' },
    {
      does: 'For a script',
      run: "torchrelay predict resnet50 --input x=zeros --json | jq '.outputs.scores.data'",
    },
  ],
  handler: () => import('./run.ts'),
});
