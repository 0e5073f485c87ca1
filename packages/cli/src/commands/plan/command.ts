import { type Command, defineCommand } from '../../command-line/command.ts';
import { modelArgs, type ModelValues } from '../model-args.ts';

export interface PlanValues extends ModelValues {
  readonly exitCode: boolean;
  readonly policy: boolean;
}

export const planCommand: Command = defineCommand<PlanValues>({
  name: 'plan',
  summary: 'Show what deploy would do, and change nothing',
  details:
    'Reads the file and, unless --no-rehearsal is given, runs it once here with your Python: a model file is code. Asks the target what is there and what it costs, and makes nothing.',
  args: {
    ...modelArgs,
    exitCode: { kind: 'flag', isForOnce: true, summary: 'Exit with 7 when something would change' },
    policy: {
      kind: 'flag',
      isForOnce: true,
      summary: 'Print the IAM policy, or the Azure role, that the steps need, and no more',
    },
  },
  config: { of: 'deployments', takes: 'options' },
  hasEvents: true,
  examples: [
    { does: 'What would happen', run: 'torchrelay plan resnet50.pt' },
    {
      does: 'For a script: 0 nothing, 7 something',
      run: 'torchrelay plan resnet50.pt --exit-code',
    },
    {
      does: 'Approve a plan here, carry it out there',
      run: 'torchrelay plan resnet50.pt --json | jq -r .plan.hash',
    },
  ],
  handler: () => import('./run.ts'),
});
