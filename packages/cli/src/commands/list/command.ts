import { type Command, defineCommand } from '../../command-line/command.ts';
import { targetArg } from '../shared-args.ts';

export interface ListValues {
  readonly target: readonly string[];
  readonly allRegions: boolean;
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
    allRegions: {
      kind: 'flag',
      summary: 'In every region that is enabled for the account, whichever the target says',
    },
  },
  config: { of: 'deployments', takes: 'targets' },
  examples: [
    { does: 'On this machine', run: 'torchrelay list' },
    {
      does: 'In several regions',
      run: 'torchrelay list --target sagemaker://us-east-1 --target sagemaker://eu-west-1',
    },
    {
      does: 'Wherever anything of yours may be',
      run: 'torchrelay list --target sagemaker://us-east-1 --all-regions',
    },
    { does: 'Only the names', run: "torchrelay list --json | jq -r '.deployments[].name'" },
  ],
  handler: () => import('./run.ts'),
});
