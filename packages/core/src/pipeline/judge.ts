import { deploy } from '../deploy/deploy.ts';
import { destroy } from '../deploy/destroy.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { toTorchrelayError, TorchrelayError } from '../errors/torchrelay-error.ts';
import { nameFrom } from '../names/name.ts';
import type { Target } from '../target/target.ts';
import { trainedModel } from '../train/trained-model.ts';
import type { TrainingResult } from '../train/training-result.ts';
import type { DeployableOptions, Gate, MetricGate } from './pipeline-definition.ts';
import type { PipelineOptions } from './pipeline.ts';

interface Judging {
  readonly gate: Gate;
  readonly name: string;
  readonly result: TrainingResult;
  readonly serve: DeployableOptions;
  readonly options: JudgeOptions;
}

/** Nobody is asked about the candidate, which is not what they asked for. */
type JudgeOptions = Pick<PipelineOptions, 'abortSignal' | 'onEvent' | 'timing' | 'runtime'>;

/**
 * Judges what was trained.
 *
 * @returns what passed, in words
 * @throws TorchrelayError `GATE_NOT_PASSED`
 */
export async function judge(judging: Judging): Promise<string> {
  const { gate, name, result } = judging;
  if (typeof gate !== 'function') return judgeMetric(gate, name, result);
  const { metrics } = result;
  const verdict = await gate({
    metrics,
    result,
    ask: (target, work) => askCandidate({ ...judging, target, work }),
  });
  if (verdict === true) return 'the gate says yes';
  throw notPassed(name, result, verdict === false ? 'the gate says no' : verdict);
}

function judgeMetric(gate: MetricGate, name: string, result: TrainingResult): string {
  const { metric, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = gate;
  const value = result.metrics[metric];
  if (value === undefined) {
    const known = Object.keys(result.metrics).join(', ') || 'nothing';
    throw notPassed(name, result, `metrics.json has no number "${metric}", but ${known}`);
  }
  // Also where it is not a number any more.
  if (value >= min && value <= max) return `${metric} is ${value}`;
  const bound = value > max ? `at most ${max}` : `at least ${min}`;
  throw notPassed(name, result, `${metric} is ${value}, and has to be ${bound}`);
}

async function askCandidate<Answer>({
  name,
  result,
  serve,
  options,
  target,
  work,
}: Judging & {
  readonly target: Target;
  readonly work: (endpoint: Endpoint) => Promise<Answer>;
}): Promise<Answer> {
  const { inputs, outputs, preprocess, examples, maxBatchSize, allowFindings } = serve;
  const candidate = nameFrom(`${name}-candidate`);
  const model = trainedModel(result);
  const described = { inputs, outputs, preprocess, examples, maxBatchSize, allowFindings };
  const given = Object.entries(described).filter(([, value]) => value !== undefined);
  const { abortSignal, ...kept } = options;
  // Also once the waiting is aborted: it would be billed until somebody finds it.
  const remove = async (): Promise<void> => destroy(candidate, target, kept);
  let answer: Answer;
  try {
    answer = await work(
      await deploy(model, target, { ...Object.fromEntries(given), ...options, name: candidate }),
    );
  } catch (error) {
    await remove().catch((second: unknown) => {
      throw leftBehind(toTorchrelayError(error, abortSignal), toTorchrelayError(second), candidate);
    });
    throw error;
  }
  await remove();
  return answer;
}

function leftBehind(
  error: TorchrelayError,
  second: TorchrelayError,
  candidate: string,
): TorchrelayError {
  return new TorchrelayError({
    code: error.code,
    message: `${error.message} The candidate could not be removed either: ${second.message}`,
    hint: `Remove it: torchrelay destroy ${candidate}`,
    effect: 'done',
    cause: new AggregateError([error, second]),
    data: { ...error.data, removeError: second.toJSON() },
  });
}

function notPassed(name: string, { run }: TrainingResult, reason: string): TorchrelayError {
  return new TorchrelayError({
    code: 'GATE_NOT_PASSED',
    message: `"${name}" did not pass its gate: ${reason}.`,
    hint: 'Nothing was deployed; what served before still serves.',
    data: { name, attempt: run.attempt },
  });
}
