import { type Command, defineCommand } from '../../command-line/command.ts';
import { nameArg, targetArg } from '../shared-args.ts';

export interface StatusValues {
  readonly name: string;
  readonly target: string;
}

export const statusCommand: Command = defineCommand<StatusValues>({
  name: 'status',
  summary: 'Show the state of one deployment',
  args: { name: nameArg, target: targetArg },
  examples: [
    { does: 'How it is', run: 'torchrelay status resnet50' },
    { does: 'Only the state', run: 'torchrelay status resnet50 --json | jq -r .state' },
  ],
  handler: () => import('./run.ts'),
});
