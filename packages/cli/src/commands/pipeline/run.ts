import {
  type EndpointReference,
  pipeline,
  type PipelineResult,
  type Plan,
  type TrainingPlan,
  type TrainingResult,
} from '@torchrelay/core';

import type { CommandContext } from '../../command-line/command-context.ts';
import type { Handler } from '../../command-line/command.ts';
import { nextSteps } from '../../deploying/next-steps.ts';
import { operationGoesOn } from '../../deploying/operation-goes-on.ts';
import { spareMemory } from '../../deploying/spare-memory.ts';
import { type Watched, watchOperation } from '../../deploying/watch-operation.ts';
import { openPipeline } from '../../modules/open-pipeline.ts';
import { show } from '../../output/show.ts';
import { describeHistory } from '../../training/describe-history.ts';
import { describeResult } from '../../training/describe-result.ts';
import { followJob, type JobFollower } from '../../training/follow-job.ts';
import { jobGoesOn } from '../../training/job-goes-on.ts';
import type { PipelineValues } from './command.ts';

/** What `pipeline --json` prints. */
export interface PipelineDocument {
  /** What `connect` needs to reach what serves. */
  readonly endpoint: EndpointReference;
  readonly training: Pick<TrainingResult, 'metrics' | 'files'> & {
    readonly name: string;
    readonly attempt: number;
    /** False where the job was done or running already. */
    readonly started: boolean;
    /** US dollars, all nodes together, where the price is known. */
    readonly usd?: number;
  };
  /** False when the very same model served already. */
  readonly deployed: boolean;
  readonly durationInMs: number;
}

export const run: Handler<PipelineValues> = async ({ module, fresh, yes }, context) => {
  const startedAt = performance.now();
  spareMemory();
  const definition = await openPipeline(module);
  const job = { name: definition.name, target: definition.train.target, patterns: {} };
  let follower: JobFollower | undefined;
  const watched = await watchOperation(
    {
      context,
      question: ({ verb }) => (verb === 'train' ? 'Train it?' : 'Deploy it?'),
      mustAsk: (plan) => !yes && !isFree(plan),
      follow: (status) => {
        follower = followJob({ job, status, context });
        return follower.handle;
      },
      whenStopped: (events) =>
        jobGoesOn({ ...job, uri: undefined, events }) ??
        operationGoesOn({ uri: undefined, events }),
    },
    (options) => pipeline(definition, { ...options, fresh }),
  );
  const { endpoint, training } = watched.result;
  const { usd } = await training.run.status({ abortSignal: context.abortSignal });
  const document = documentOf(watched, { usd, durationInMs: performance.now() - startedAt });
  show(context, { document, lines: () => [endpoint.url ?? endpoint.name] });
  context.err.line(closing({ document, follower, context }).join('\n'));
  return undefined;
};

/** What costs nothing is not asked about; what has no known price is. */
function isFree({ choice }: Plan | TrainingPlan): boolean {
  const price = choice?.chosen.usdPerHour;
  return price?.known === true && price.value === 0;
}

function documentOf(
  { result: { endpoint, training }, events }: Watched<PipelineResult>,
  { usd, durationInMs }: { readonly usd: number | undefined; readonly durationInMs: number },
): PipelineDocument {
  const {
    run: { name, attempt },
    metrics,
    files,
  } = training;
  const made = events.filter((event) => event.type === 'step-end');
  return {
    endpoint: endpoint.toJSON(),
    training: {
      name,
      attempt,
      metrics,
      files,
      started: events.every(({ type }) => type !== 'job-join'),
      ...(usd !== undefined && { usd }),
    },
    deployed: made.some(({ action }) => action === 'record'),
    durationInMs: Math.round(durationInMs),
  };
}

function closing({
  document: { endpoint, training, deployed, durationInMs },
  follower,
  context: { err, symbols },
}: {
  readonly document: PipelineDocument;
  readonly follower: JobFollower | undefined;
  readonly context: CommandContext;
}): string[] {
  const { style, columns } = err;
  // Of other targets a program has the settings, and the command line does not.
  const uri = endpoint.provider === 'local' ? 'local' : undefined;
  const curve = follower ? describeHistory(follower.history, { ...err, symbols }) : [];
  return [
    '',
    ...curve,
    ...(curve.length === 0 ? [] : ['']),
    ...describeResult({ result: training, usd: training.usd, style, columns }),
    ...nextSteps({ endpoint, changed: deployed, durationInMs, uri, style }),
  ];
}
