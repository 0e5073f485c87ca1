import { type Command, defineCommand } from '../../command-line/command.ts';
import { scalingArgs, type ScalingValues } from '../scaling-args.ts';
import { nameArg, targetArg, yesArg } from '../shared-args.ts';

export interface ScaleValues extends ScalingValues {
  readonly name: string;
  readonly yes: boolean;
  readonly target: string;
}

export const scaleCommand: Command = defineCommand<ScaleValues>({
  name: 'scale',
  summary: 'Change on how many instances a deployment serves',
  details:
    'To a number, or by a rule that the platform follows. What serves goes on serving, on the same type of instance, and no release is made. A later deploy keeps it.',
  args: { name: nameArg, ...scalingArgs, yes: yesArg, target: targetArg },
  config: { of: 'deployments', takes: 'place' },
  hasEvents: true,
  examples: [
    { does: 'Three instances', run: 'torchrelay scale resnet50 --instances 3' },
    {
      does: 'As many as requests need',
      run: 'torchrelay scale resnet50 --max-instances 4 --requests-per-minute 600 --target sagemaker://us-east-1',
    },
  ],
  handler: () => import('./run.ts'),
});
