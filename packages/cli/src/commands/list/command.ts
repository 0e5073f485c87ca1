import { type Command, defineCommand } from '../../command-line/command.ts';
import { targetArg } from '../shared-args.ts';

export interface ListValues {
  readonly target: string;
}

export const listCommand: Command = defineCommand<ListValues>({
  name: 'list',
  summary: 'List what is deployed, half-made things included',
  args: { target: targetArg },
  examples: [
    { does: 'On this machine', run: 'torchrelay list' },
    { does: 'Only the names', run: "torchrelay list --json | jq -r '.deployments[].name'" },
  ],
  handler: () => import('./run.ts'),
});
