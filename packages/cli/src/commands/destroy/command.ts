import { type Command, defineCommand } from '../../command-line/command.ts';
import { jobArg, nameArg, targetArg, yesArg } from '../shared-args.ts';

export interface DestroyValues {
  readonly name: string;
  readonly yes: boolean;
  readonly job: boolean;
  readonly target: string;
}

export const destroyCommand: Command = defineCommand<DestroyValues>({
  name: 'destroy',
  summary: 'Remove a deployment and everything that belongs to it',
  details:
    'Also its history, and the packages that no other deployment uses. With --job: all attempts of a training job, which are stopped first, its checkpoints and results; what was deployed from it stays. Removing what is not there succeeds.',
  args: { name: nameArg, job: jobArg, yes: yesArg, target: targetArg },
  config: { of: 'deployments', takes: 'place' },
  hasEvents: true,
  examples: [
    { does: 'Asks first', run: 'torchrelay destroy resnet50' },
    { does: 'Everything of a training job', run: 'torchrelay destroy digits --job' },
    { does: 'In a script', run: 'torchrelay destroy resnet50 --yes' },
  ],
  handler: () => import('./run.ts'),
});
