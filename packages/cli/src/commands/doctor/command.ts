import { type Command, defineCommand } from '../../command-line/command.ts';
import { targetArg } from '../shared-args.ts';

export interface DoctorValues {
  readonly target: readonly string[];
}

export const doctorCommand: Command = defineCommand<DoctorValues>({
  name: 'doctor',
  summary: 'Check this machine, and say how to mend what is missing',
  details:
    'Of a target it checks, without making anything, who you are there, where packages would lie, what is deployed, which instances your quota allows, and whether the role will do. Exits with 1 when something that is needed is missing.',
  args: {
    target: {
      kind: 'list',
      summary: 'Check this place too; by default those of the config file',
      value: targetArg.value,
    },
  },
  config: { of: 'deployments', takes: 'targets', evenIfBroken: true },
  examples: [
    { does: 'Is everything there', run: 'torchrelay doctor' },
    {
      does: 'Would a deployment there work',
      run: 'torchrelay doctor --target sagemaker://us-east-1',
    },
  ],
  handler: () => import('./run.ts'),
});
