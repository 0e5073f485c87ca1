import { type Command, defineCommand } from '../../command-line/command.ts';
import { wholeNumber } from '../../command-line/value-type.ts';
import { nameArg, targetArg, yesArg } from '../shared-args.ts';

export interface RollbackValues {
  readonly name: string;
  readonly to: number | undefined;
  readonly yes: boolean;
  readonly target: string;
}

export const rollbackCommand: Command = defineCommand<RollbackValues>({
  name: 'rollback',
  summary: 'Bring an earlier release back',
  details: 'By the same plan and the same checks as any change. It becomes a new release.',
  args: {
    name: nameArg,
    to: {
      kind: 'option',
      summary: 'Which release; by default the one before the last',
      value: wholeNumber('N', { from: 1 }),
    },
    yes: yesArg,
    target: targetArg,
  },
  config: { of: 'deployments', takes: 'place' },
  hasEvents: true,
  examples: [
    { does: 'The one before', run: 'torchrelay rollback resnet50' },
    { does: 'Any other', run: 'torchrelay rollback resnet50 --to 3' },
  ],
  handler: () => import('./run.ts'),
});
