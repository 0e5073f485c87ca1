import { type Command, defineCommand } from '../../command-line/command.ts';
import { wholeNumber } from '../../command-line/value-type.ts';
import { modelFileArg } from '../shared-args.ts';

export interface InspectValues {
  readonly file: string;
  readonly depth: number;
  readonly tensors: boolean;
}

export const inspectCommand: Command = defineCommand<InspectValues>({
  name: 'inspect',
  summary: 'Show what is in a model file',
  details:
    'Reads the directory, the pickles and the code of the file, never the weights, and executes nothing of it: it takes milliseconds whatever the size, and needs no Python.',
  args: {
    file: { ...modelFileArg, summary: 'A model file: its path, or its address in Blob storage' },
    depth: {
      kind: 'option',
      summary: 'How many levels of modules to show',
      value: wholeNumber('N'),
      default: 2,
    },
    tensors: { kind: 'flag', summary: 'List every tensor' },
  },
  examples: [
    { does: 'What is in it', run: 'torchrelay inspect resnet50.pt' },
    {
      does: 'Every module and every tensor',
      run: 'torchrelay inspect resnet50.pt --depth 9 --tensors',
    },
    {
      does: 'One in Azure, of which little is read',
      run: 'torchrelay inspect https://account.blob.core.windows.net/models/resnet50.pt',
    },
    {
      does: 'The names of its inputs',
      run: "torchrelay inspect resnet50.pt --json | jq '.methods[0].arguments[].name'",
    },
  ],
  handler: () => import('./run.ts'),
});
