import {
  checkTrainedModel,
  train,
  trainedModel,
  type TrainingResult,
  type TrainingRun,
} from '@torchrelay/core';
import { inspect } from '@torchrelay/torchscript';

import type { CommandContext } from '../../command-line/command-context.ts';
import type { Handler } from '../../command-line/command.ts';
import { spareMemory } from '../../deploying/spare-memory.ts';
import { watchOperation } from '../../deploying/watch-operation.ts';
import { describeError, type ErrorDescription } from '../../errors/describe-error.ts';
import { untoldInputs } from '../../models/untold-inputs.ts';
import { show } from '../../output/show.ts';
import { openTarget, type OpenTarget } from '../../targets/open-target.ts';
import { withCopies } from '../../training/copied-data.ts';
import { describeHistory } from '../../training/describe-history.ts';
import { describeResult } from '../../training/describe-result.ts';
import { followJob, type JobFollower } from '../../training/follow-job.ts';
import { jobDefinition, metricPatterns } from '../../training/job-definition.ts';
import { jobGoesOn } from '../../training/job-goes-on.ts';
import { writeModel } from '../../training/write-model.ts';
import type { TrainValues } from './command.ts';
import { afterDetaching, nextSteps } from './next-steps.ts';
import { showPolicy } from './show-policy.ts';

/** What `train --json` prints. */
export interface TrainDocument {
  readonly name: string;
  readonly attempt: number;
  /** The native name of the attempt. */
  readonly id: string;
  /** False where the job was done or running already. */
  readonly started: boolean;
  /** Absent where nobody waited for its end. */
  readonly result?: Pick<TrainingResult, 'metrics' | 'files'> & {
    /** What `deploy` takes; absent where the script left no model. */
    readonly model?: string;
    /** Why that model cannot be served, where that can be told from the file. */
    readonly problem?: Pick<ErrorDescription, 'code' | 'message' | 'hint'>;
    readonly usd?: number;
  };
  readonly durationInMs: number;
}

interface Ended {
  readonly run: TrainingRun;
  readonly result: TrainingResult | undefined;
}

export const run: Handler<TrainValues> = async (values, context) => {
  const startedAt = performance.now();
  spareMemory();
  const opened = await openTarget(values.target);
  const { uri, target, isFree } = opened;
  const definition = await withCopies(jobDefinition(values), values, target);
  const { name } = definition;
  if (values.policy) return showPolicy(definition, target, context);
  const patterns = metricPatterns(values);
  let follower: JobFollower | undefined;
  const { result: ended, events } = await watchOperation<Ended>(
    {
      context,
      question: 'Train it?',
      mustAsk: !isFree && !values.yes,
      follow: (status) => {
        follower = followJob({ job: { name, target, patterns }, status, context });
        return follower.handle;
      },
      whenStopped: (seen) => jobGoesOn({ name, target, uri, events: seen }),
    },
    async (watched) => {
      const { maxRestarts, fresh, detach } = values;
      const started = await train(definition, target, { ...watched, fresh });
      if (detach) return { run: started, result: undefined };
      const { abortSignal } = context;
      const result = await started.result({
        abortSignal,
        ...(maxRestarts !== undefined && { maxRestarts }),
      });
      return { run: result.run, result };
    },
  );
  const document: TrainDocument = {
    ...partsOf(ended.run),
    started: events.every(({ type }) => type !== 'job-join'),
    ...(ended.result && { result: await resultOf({ result: ended.result, values, context }) }),
    durationInMs: Math.round(performance.now() - startedAt),
  };
  show(context, { document, lines: () => [document.result?.model ?? `job:${name}`] });
  const untold = await untoldOf(ended.result, document, context);
  context.err.line(closing({ document, untold, follower, opened, context }).join('\n'));
  return undefined;
};

/** Inputs of which the file of a model that can be served does not say what they take. */
async function untoldOf(
  result: TrainingResult | undefined,
  { result: told }: TrainDocument,
  { abortSignal }: CommandContext,
): Promise<readonly string[]> {
  if (result?.model === undefined || told?.problem !== undefined) return [];
  return untoldInputs(await inspect(trainedModel(result), { abortSignal }));
}

function partsOf({
  name,
  attempt,
  id,
}: TrainingRun): Pick<TrainDocument, 'name' | 'attempt' | 'id'> {
  return { name, attempt, id };
}

async function resultOf({
  result,
  values: { out },
  context: { abortSignal },
}: {
  readonly result: TrainingResult;
  readonly values: TrainValues;
  readonly context: CommandContext;
}): Promise<NonNullable<TrainDocument['result']>> {
  const { run: done, metrics, files, model } = result;
  if (out !== undefined) await writeModel({ result, path: out, abortSignal });
  const { usd } = await done.status({ abortSignal });
  const problem = model === undefined ? undefined : await problemOf(result, abortSignal);
  return {
    metrics,
    files,
    ...(model !== undefined && { model: out ?? `job:${done.name}` }),
    ...(problem !== undefined && { problem }),
    ...(usd !== undefined && { usd }),
  };
}

async function problemOf(
  result: TrainingResult,
  abortSignal: AbortSignal | undefined,
): Promise<Pick<ErrorDescription, 'code' | 'message' | 'hint'> | undefined> {
  try {
    await checkTrainedModel(result, { abortSignal });
    return undefined;
  } catch (error) {
    const { code, message, hint } = describeError(error);
    return { code, message, ...(hint !== undefined && { hint }) };
  }
}

function closing({
  document,
  untold,
  follower,
  opened: { uri },
  context,
}: {
  readonly document: TrainDocument;
  readonly untold: readonly string[];
  readonly follower: JobFollower | undefined;
  readonly opened: OpenTarget;
  readonly context: CommandContext;
}): string[] {
  const { err, symbols } = context;
  const { style, columns } = err;
  const { result, name } = document;
  if (result === undefined) return afterDetaching({ document, uri, style });
  const curve = follower ? describeHistory(follower.history, { ...err, symbols }) : [];
  return [
    '',
    ...curve,
    ...(curve.length === 0 ? [] : ['']),
    ...describeResult({ result, usd: result.usd, style, columns }),
    ...nextSteps({ name, model: result.model, problem: result.problem, untold, uri }),
  ];
}
