import { type Command, defineCommand } from '../../command-line/command.ts';
import { path } from '../../command-line/value-type.ts';
import { signatureArgs, type SignatureValues } from '../model-args.ts';

export interface ClientValues extends SignatureValues {
  readonly out: string | undefined;
  readonly check: boolean;
}

export const clientCommand: Command = defineCommand<ClientValues>({
  name: 'client',
  summary: "Write a typed TypeScript client from a model's signature",
  details:
    'The client imports @torchrelay/core and nothing else. Wrong names, datatypes and shapes do not compile with it. Nothing has to be deployed: the signature is found as deploy finds it, from the file, from what is declared, and from a rehearsal.',
  args: {
    ...signatureArgs,
    out: {
      kind: 'option',
      short: 'o',
      summary: 'Where to write it; stdout if not given',
      value: path('FILE', 'the path of a TypeScript file'),
      isForOnce: true,
    },
    check: {
      kind: 'flag',
      isForOnce: true,
      summary: 'Write nothing, and exit with 1 when FILE is not what would be written',
    },
  },
  config: { of: 'deployments', takes: 'options' },
  examples: [
    { does: 'A client beside the model', run: 'torchrelay client resnet50.pt -o resnet50.ts' },
    {
      does: 'In CI: is the client that of the model?',
      run: 'torchrelay client resnet50.pt -o resnet50.ts --check',
    },
    {
      does: 'On a machine without Python',
      run: "torchrelay client resnet50.pt --output 'scores=FP32[-1,1000]'",
    },
  ],
  handler: () => import('./run.ts'),
});
