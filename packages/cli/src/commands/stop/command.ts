import { type Command, defineCommand } from '../../command-line/command.ts';
import { nameArg, targetArg } from '../shared-args.ts';

export interface StopValues {
  readonly name: string;
  readonly target: string;
}

export const stopCommand: Command = defineCommand<StopValues>({
  name: 'stop',
  summary: 'Stop a training job; trained again, it goes on from its checkpoints',
  details:
    'The script is told by SIGTERM and may still write a checkpoint. What has ended already is left as it is.',
  args: {
    name: { ...nameArg, summary: 'What it is called, as torchrelay list --jobs shows it' },
    target: targetArg,
  },
  config: { of: 'jobs', takes: 'place' },
  examples: [{ does: 'Its last attempt', run: 'torchrelay stop digits' }],
  handler: () => import('./run.ts'),
});
