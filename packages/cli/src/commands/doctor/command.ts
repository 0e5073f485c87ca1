import { type Command, defineCommand } from '../../command-line/command.ts';

export const doctorCommand: Command = defineCommand<object>({
  name: 'doctor',
  summary: 'Check this machine, and say how to mend what is missing',
  details: 'Exits with 1 when something that is needed is missing.',
  args: {},
  examples: [{ does: 'Is everything there', run: 'torchrelay doctor' }],
  handler: () => import('./run.ts'),
});
