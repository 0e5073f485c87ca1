import { type Command, defineCommand } from '../../command-line/command.ts';
import { path } from '../../command-line/value-type.ts';
import { yesArg } from '../shared-args.ts';

export interface PipelineValues {
  readonly module: string;
  readonly fresh: boolean;
  readonly yes: boolean;
}

export const pipelineCommand: Command = defineCommand<PipelineValues>({
  name: 'pipeline',
  summary: 'Train a model, judge it, and deploy it where it passes',
  details:
    'Runs what a file exports: export default definePipeline({ name, train, gate, serve }). Run again, it goes on where it was: finished training is reused, running training is joined. Exits with 6 when the gate is not passed: then nothing is deployed, and what served before still serves. Prints the URL on stdout.',
  args: {
    module: {
      kind: 'positional',
      summary:
        'A TypeScript or JavaScript file whose default export is a pipeline, or a name of the config file',
      value: path('file', 'the path of a file'),
      configKey: 'file',
    },
    fresh: {
      kind: 'flag',
      isForOnce: true,
      summary: 'Train anew, although the same job is done, or runs',
    },
    yes: yesArg,
  },
  config: { of: 'pipelines', takes: 'options' },
  hasEvents: true,
  examples: [
    {
      does: 'Shows each plan, and asks where it costs money',
      run: 'torchrelay pipeline pipeline.ts',
    },
    { does: 'In a script', run: 'torchrelay pipeline pipeline.ts --yes --json' },
  ],
  handler: () => import('./run.ts'),
});
