import { type Command, defineCommand } from '../../command-line/command.ts';
import { nameArg, targetArg } from '../shared-args.ts';

export interface HistoryValues {
  readonly name: string;
  readonly target: string;
}

export const historyCommand: Command = defineCommand<HistoryValues>({
  name: 'history',
  summary: 'List the releases of a deployment',
  args: { name: nameArg, target: targetArg },
  config: { of: 'deployments', takes: 'place' },
  examples: [{ does: 'Who deployed what, and when', run: 'torchrelay history resnet50' }],
  handler: () => import('./run.ts'),
});
