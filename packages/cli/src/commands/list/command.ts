import { type Command, defineCommand } from '../../command-line/command.ts';
import { targetArg } from '../shared-args.ts';

export interface ListValues {
  readonly target: readonly string[];
  readonly allRegions: boolean;
  readonly jobs: boolean;
}

export const listCommand: Command = defineCommand<ListValues>({
  name: 'list',
  summary: 'List what is deployed, half-made things included; or the training jobs',
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
    jobs: {
      kind: 'flag',
      isForOnce: true,
      summary: 'The training jobs, each by its last attempt, and not the deployments',
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
    { does: 'What trains, or has trained', run: 'torchrelay list --jobs' },
    { does: 'Only the names', run: "torchrelay list --json | jq -r '.deployments[].name'" },
  ],
  handler: () => import('./run.ts'),
});
