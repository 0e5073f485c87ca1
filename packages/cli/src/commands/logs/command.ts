import { type Command, defineCommand } from '../../command-line/command.ts';
import { duration, wholeNumber } from '../../command-line/value-type.ts';
import { attemptArg, jobArg, nameArg, targetArg } from '../shared-args.ts';

export interface LogsValues {
  readonly name: string;
  readonly follow: boolean;
  readonly tail: number | undefined;
  readonly since: number | undefined;
  readonly job: boolean;
  readonly attempt: number | undefined;
  readonly target: string;
}

export const logsCommand: Command = defineCommand<LogsValues>({
  name: 'logs',
  summary: 'Print what the servers of a deployment wrote, or the nodes of a job',
  args: {
    name: nameArg,
    follow: { kind: 'flag', short: 'f', summary: 'Go on with new lines until Ctrl-C' },
    tail: { kind: 'option', summary: 'Only the last N lines', value: wholeNumber('N') },
    since: { kind: 'option', summary: 'Only from this long ago: 15m, 2h', value: duration('TIME') },
    job: jobArg,
    attempt: attemptArg,
    target: targetArg,
  },
  config: { of: 'deployments', takes: 'place' },
  examples: [
    { does: 'The last lines, and what comes', run: 'torchrelay logs resnet50 --tail 20 --follow' },
    { does: 'Of a training job, to its end', run: 'torchrelay logs digits --job --follow' },
    { does: 'Of the last hour', run: 'torchrelay logs resnet50 --since 1h' },
  ],
  handler: () => import('./run.ts'),
});
