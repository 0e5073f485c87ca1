import { type Command, defineCommand } from '../../command-line/command.ts';
import { text } from '../../command-line/value-type.ts';
import { targetArg, yesArg } from '../shared-args.ts';

export interface InitValues {
  readonly target: string | undefined;
  readonly yes: boolean;
}

export const initCommand: Command = defineCommand<InitValues>({
  name: 'init',
  summary: 'Write a config file for the models of this folder',
  details:
    'Finds TorchScript files here and below by what is in them, and where somebody is signed in, without asking anybody. Deploys to this machine by default; a cloud becomes the stage prod. What is there is never overwritten. Prints the path of the file.',
  args: {
    target: {
      kind: 'option',
      summary: 'The target of the stage prod, instead of one that is found',
      value: text('TARGET', targetArg.value.expects),
    },
    yes: yesArg,
  },
  examples: [
    { does: 'Looks, asks at most once, and writes', run: 'torchrelay init' },
    { does: 'For a cloud', run: 'torchrelay init --target sagemaker://us-east-1 --yes' },
  ],
  handler: () => import('./run.ts'),
});
