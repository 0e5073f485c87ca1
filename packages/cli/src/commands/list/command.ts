import { type Command, defineCommand } from '../../command-line/command.ts';
import { targetArg } from '../shared-args.ts';

export interface ListValues {
  readonly target: readonly string[];
}

export const listCommand: Command = defineCommand<ListValues>({
  name: 'list',
  summary: 'List what is deployed, half-made things included',
  args: {
    target: {
      kind: 'list',
      summary: `${targetArg.summary}; several, if wanted`,
      value: targetArg.value,
    },
  },
  examples: [
    { does: 'On this machine', run: 'torchrelay list' },
    {
      does: 'In several regions',
      run: 'torchrelay list --target sagemaker://us-east-1 --target sagemaker://eu-west-1',
    },
    { does: 'Only the names', run: "torchrelay list --json | jq -r '.deployments[].name'" },
  ],
  handler: () => import('./run.ts'),
});
