import { type Command, defineCommand } from '../../command-line/command.ts';
import { attemptArg, jobArg, nameArg, targetArg } from '../shared-args.ts';

export interface StatusValues {
  readonly name: string;
  readonly job: boolean;
  readonly attempt: number | undefined;
  readonly target: string;
}

export const statusCommand: Command = defineCommand<StatusValues>({
  name: 'status',
  summary: 'Show the state of one deployment, or training job',
  args: { name: nameArg, job: jobArg, attempt: attemptArg, target: targetArg },
  config: { of: 'deployments', takes: 'place' },
  examples: [
    { does: 'How it is', run: 'torchrelay status resnet50' },
    { does: 'Of a training job', run: 'torchrelay status digits --job' },
    { does: 'Only the state', run: 'torchrelay status resnet50 --json | jq -r .state' },
  ],
  handler: () => import('./run.ts'),
});
