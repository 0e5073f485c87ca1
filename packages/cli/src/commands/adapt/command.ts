import { type Command, defineCommand } from '../../command-line/command.ts';
import { assignment, path } from '../../command-line/value-type.ts';
import { signatureArgs, type SignatureValues } from '../model-args.ts';
import { modelFileArg } from '../shared-args.ts';

export interface AdaptValues extends Pick<
  SignatureValues,
  'file' | 'input' | 'example' | 'allowFinding'
> {
  readonly out: string | undefined;
  readonly set: readonly (readonly [name: string, value: string])[];
}

const { input, example, allowFinding } = signatureArgs;

export const adaptCommand: Command = defineCommand<AdaptValues>({
  name: 'adapt',
  summary: 'Make a model servable that returns or takes what the engine does not carry',
  details:
    'Writes a TorchScript file around the model, with your own Python and PyTorch: dictionaries and lists are taken apart, BF16 becomes FP32 at the border, numbers are set or become tensors, scalars get a dimension. The file is put in place only when it has answered the examples exactly as the model does. Its code goes to stdout.',
  args: {
    file: modelFileArg,
    out: {
      kind: 'option',
      short: 'o',
      summary: 'Where to write the adapted model',
      value: path('FILE', 'the path of a file'),
    },
    set: {
      kind: 'list',
      summary: 'A value that an int, float, bool or str has from now on: steps=4',
      value: assignment('NAME=VALUE', 'a name and a value, such as steps=4'),
    },
    input,
    example,
    allowFinding,
  },
  examples: [
    {
      does: 'A model that returns a dictionary',
      run: "torchrelay adapt model.pt -o adapted.pt --input 'x=FP32[-1,3,224,224]'",
    },
    {
      does: 'With a number that is the same for every request',
      run: "torchrelay adapt model.pt -o adapted.pt --input 'x=FP32[-1,4]' --set steps=4",
    },
    {
      does: 'With a number that comes with each request',
      run: "torchrelay adapt model.pt -o adapted.pt --input 'x=FP32[-1,4]' --example steps=4",
    },
  ],
  handler: () => import('./run.ts'),
});
