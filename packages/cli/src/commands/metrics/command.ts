import { type Command, defineCommand } from '../../command-line/command.ts';
import { duration } from '../../command-line/value-type.ts';
import { attemptArg, jobArg, metricArg, nameArg, targetArg } from '../shared-args.ts';

type MetricPairs = readonly (readonly [name: string, pattern: string])[];

export interface MetricsValues {
  readonly name: string;
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly job: boolean;
  readonly attempt: number | undefined;
  readonly metric: MetricPairs;
  readonly target: string;
}

export const metricsCommand: Command = defineCommand<MetricsValues>({
  name: 'metrics',
  summary: 'Show requests, errors, latency and utilisation over time',
  details:
    'As the platform measured them. Platforms are some minutes behind. Of a job: the curves of what its script wrote into metrics.jsonl.',
  args: {
    name: nameArg,
    since: {
      kind: 'option',
      summary: 'From this long ago: 15m, 2h; by default 1h',
      value: duration('TIME'),
    },
    until: {
      kind: 'option',
      summary: 'Up to this long ago; by default now',
      value: duration('TIME'),
    },
    job: jobArg,
    attempt: attemptArg,
    metric: {
      ...metricArg,
      summary: `With --job: ${metricArg.summary.toLowerCase()}`,
    },
    target: targetArg,
  },
  config: { of: 'deployments', takes: 'place' },
  examples: [
    { does: 'The last hour', run: 'torchrelay metrics resnet50' },
    { does: 'The loss curve of a training job', run: 'torchrelay metrics digits --job' },
    { does: 'The last day', run: 'torchrelay metrics resnet50 --since 24h' },
    {
      does: 'All requests of a week',
      run: 'torchrelay metrics resnet50 --since 7d --json | jq \'[.series[] | select(.name == "requests").points[].value] | add\'',
    },
  ],
  handler: () => import('./run.ts'),
});
