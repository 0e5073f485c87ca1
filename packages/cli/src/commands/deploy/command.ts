import { type Command, defineCommand } from '../../command-line/command.ts';
import { text } from '../../command-line/value-type.ts';
import { modelArgs, type ModelValues } from '../model-args.ts';
import { yesArg } from '../shared-args.ts';

export interface DeployValues extends ModelValues {
  readonly approvedPlan: string | undefined;
  readonly yes: boolean;
}

export const deployCommand: Command = defineCommand<DeployValues>({
  name: 'deploy',
  summary: 'Put a model file to work, and wait until it answers',
  details:
    'Reads the file, runs it once, plans what to change, and changes it: what is already so is left alone, and what an earlier run began is continued. Prints the URL on stdout.',
  args: {
    ...modelArgs,
    approvedPlan: {
      kind: 'option',
      isForOnce: true,
      summary: 'Only this plan: the hash of torchrelay plan --json',
      value: text('HASH'),
    },
    yes: yesArg,
  },
  config: { of: 'deployments', takes: 'options' },
  hasEvents: true,
  examples: [
    { does: 'On this machine', run: 'torchrelay deploy resnet50.pt' },
    {
      does: 'A scripted model does not know its inputs',
      run: "torchrelay deploy resnet50.pt --input 'x=FP32[-1,3,224,224]'",
    },
    { does: 'What torchrelay.config.ts says of a stage', run: 'torchrelay deploy --stage prod' },
    {
      does: 'Another release under the same name',
      run: 'torchrelay deploy resnet50-v2.pt --name resnet50',
    },
  ],
  handler: () => import('./run.ts'),
});
