import { type Command, defineCommand } from '../../command-line/command.ts';
import { duration, wholeNumber } from '../../command-line/value-type.ts';
import { targetArg, yesArg } from '../shared-args.ts';

export interface GcValues {
  readonly dryRun: boolean;
  readonly olderThan: number | undefined;
  readonly keep: number | undefined;
  readonly yes: boolean;
  readonly target: string;
}

export const gcCommand: Command = defineCommand<GcValues>({
  name: 'gc',
  summary: 'Remove what nobody will come back to',
  details:
    'Deployments whose time is over, first deployments that were begun and abandoned, packages that no deployment and no kept release refers to, code and data of no job, and uploads that were never ended.',
  args: {
    dryRun: { kind: 'flag', summary: 'Say what would be removed, and remove nothing' },
    olderThan: {
      kind: 'option',
      summary: 'Packages and uploads that are younger stay; by default 1d',
      value: duration('TIME'),
    },
    keep: {
      kind: 'option',
      summary: 'How many releases of each name keep their packages; by default 3',
      value: wholeNumber('N', { from: 1 }),
    },
    yes: yesArg,
    target: targetArg,
  },
  config: { of: 'deployments', takes: 'targets' },
  examples: [
    { does: 'What would go', run: 'torchrelay gc --dry-run' },
    {
      does: 'All but the last release of each',
      run: 'torchrelay gc --keep 1 --older-than 0s --yes',
    },
  ],
  handler: () => import('./run.ts'),
});
