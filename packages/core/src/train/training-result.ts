import { withRetries } from '../apply/retry.ts';
import { checkAborted, toTorchrelayError, TorchrelayError } from '../errors/torchrelay-error.ts';
import { readAll } from '../store/sources.ts';
import type { Call } from '../target/call.ts';
import type { RangeSource } from '../target/object-store.ts';
import type { TrainSpec } from '../target/training.ts';
import { numbersIn } from './metrics/numbers-in.ts';
import type { TrainContext } from './train-context.ts';
import type { TrainingRun } from './training-run.ts';

/** What a job that succeeded has left. */
export interface TrainingResult {
  readonly run: TrainingRun;
  /** What is in the model folder, by path. */
  readonly files: readonly ResultFile[];
  /** The finite numbers of `metrics.json`; empty where there is none. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The model to deploy: `model.pt`, else `model.pt2`, else the only file of these kinds. */
  readonly model?: { readonly path: string; readonly source: RangeSource };
  /**
   * One file of the model folder.
   *
   * @throws TorchrelayError `RESULT_FILE_NOT_FOUND`
   */
  read(path: string, call?: Call): Promise<RangeSource>;
}

/** One file that a job has left. */
export interface ResultFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

export async function readResult(run: TrainingRun, context: TrainContext): Promise<TrainingResult> {
  const call: Call = { abortSignal: context.abortSignal };
  const files = await withRetries(() => listFiles(run, context, call), context);
  const read = (path: string, own: Call = call): Promise<RangeSource> =>
    withRetries(() => readFile({ run, context, path, call: own }), context);
  const modelPath = modelIn(files);
  if (modelPath !== undefined) await register(run, context, call);
  return {
    run,
    files,
    metrics: files.some(({ path }) => path === 'metrics.json')
      ? metricsOf(await textOf(await read('metrics.json'), call), run, context)
      : {},
    ...(modelPath !== undefined && { model: { path: modelPath, source: await read(modelPath) } }),
    read,
  };
}

/** A help for whoever looks at the platform: the result is there without it. */
async function register({ spec }: TrainingRun, context: TrainContext, call: Call): Promise<void> {
  try {
    await withRetries(async () => context.training.doRegister?.(spec, call), context);
  } catch (error) {
    const { code, message } = toTorchrelayError(error, call.abortSignal);
    checkAborted(call.abortSignal);
    context.emit({ type: 'warning', code: `register-${code.toLowerCase()}`, message });
  }
}

async function listFiles(
  { spec }: TrainingRun,
  context: TrainContext,
  call: Call,
): Promise<readonly ResultFile[]> {
  const files: ResultFile[] = [];
  const prefix = prefixOf(spec, context);
  for await (const { key, size } of context.target.store.doList(prefix, call))
    files.push({ path: key.slice(prefix.length), size });
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function prefixOf(spec: TrainSpec, { training }: TrainContext): string {
  return training.resultPrefix?.(spec) ?? spec.outputPrefix;
}

function modelIn(files: readonly ResultFile[]): string | undefined {
  const paths = files.map(({ path }) => path);
  const named = ['model.pt', 'model.pt2'].find((name) => paths.includes(name));
  if (named !== undefined) return named;
  const [only, ...others] = paths.filter((path) => /\.(?:pt|pt2|pth)$/.test(path));
  return others.length === 0 ? only : undefined;
}

async function readFile({
  run,
  context,
  path,
  call,
}: {
  readonly run: TrainingRun;
  readonly context: TrainContext;
  readonly path: string;
  readonly call: Call;
}): Promise<RangeSource> {
  const key = prefixOf(run.spec, context) + path;
  const found = await context.target.store.doRead(key, call);
  if (found !== undefined) return found.source;
  throw new TorchrelayError({
    code: 'RESULT_FILE_NOT_FOUND',
    message: `Attempt ${run.attempt} of "${run.name}" has left no file ${path}.`,
    hint: 'What the script writes into TORCHRELAY_MODEL_DIR is kept.',
    data: { name: run.name, attempt: run.attempt, path },
  });
}

async function textOf(source: RangeSource, call: Call): Promise<string> {
  return new TextDecoder().decode(await readAll(source, call));
}

/** What a script wrote wrongly costs its numbers, and not the model beside them. */
function metricsOf(
  text: string,
  { name, attempt }: TrainingRun,
  { emit }: TrainContext,
): TrainingResult['metrics'] {
  const numbers = numbersIn(text);
  if (numbers !== undefined) return numbers;
  const message = `metrics.json of attempt ${attempt} of "${name}" is no JSON object: its numbers are left out.`;
  emit({ type: 'warning', code: 'metrics-unreadable', message });
  return {};
}
