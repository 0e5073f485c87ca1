import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Call } from '../target/call.ts';
import type { RangeSource } from '../target/object-store.ts';
import type { ExampleTensor, Rehearsal, RehearsalReport } from '../target/rehearsal.ts';
import type { Engine } from '../target/serving.ts';
import type { TensorSpec } from '../target/signature.ts';
import { enlarge, openAll, openWhatDiffers, varyingAxes } from './varying-sizes.ts';
import type { PrepareWarning } from './warning.ts';

export interface RehearseOptions {
  readonly rehearsal: Rehearsal;
  /** A rehearsal knows what Triton would share; what an image of the user's own would, nobody does. */
  readonly engine: Engine['kind'];
  readonly model: RangeSource;
  /** For messages. */
  readonly file: string;
  readonly inputs: readonly TensorSpec[];
  readonly examples: readonly ExampleTensor[];
  readonly outputNames: readonly string[];
  readonly call: Call;
}

export interface Rehearsed {
  readonly report: RehearsalReport;
  /** What comes out, where it passed: with -1 for what was seen to vary. */
  readonly outputs?: readonly TensorSpec[] | undefined;
  readonly warnings: readonly PrepareWarning[];
}

/**
 * Runs the model once on real PyTorch; and, where its inputs are open in more than the batch, once more at
 * twice the size, which is how the sizes of outputs that vary with them are told from those that do not.
 *
 * @throws TorchrelayError `MODEL_REHEARSAL_FAILED` for a failure that the serving engine would share
 */
export async function rehearse(options: RehearseOptions): Promise<Rehearsed> {
  const { examples } = options;
  const report = await run(options, examples);
  if (report.outcome === 'passed') return { report, ...(await findVaryingSizes(options, report)) };
  if (report.outcome === 'failed' && report.sharedByEngine && options.engine === 'triton') {
    throw failedError(options.file, report);
  }
  const code = report.outcome === 'failed' ? 'rehearsal-failed' : 'rehearsal-not-possible';
  return { report, warnings: [{ code, message: `${report.reason} ${report.hint}` }] };
}

async function findVaryingSizes(
  options: RehearseOptions,
  { outputs, batching }: Extract<RehearsalReport, { outcome: 'passed' }>,
): Promise<Omit<Rehearsed, 'report'>> {
  const isBatchKnown = batching === 'equal' || batching === 'close';
  const varying = varyingAxes({ inputs: options.inputs, isBatchKnown });
  if (varying.size === 0) return { outputs, warnings: [] };
  const report = await run(options, enlarge(options.examples, varying));
  if (report.outcome === 'passed') {
    return { outputs: openWhatDiffers(outputs, report.outputs), warnings: [] };
  }
  return { outputs: openAll(outputs), warnings: [openedWarning(report.reason)] };
}

function run(
  { rehearsal, model, outputNames, call }: RehearseOptions,
  examples: readonly ExampleTensor[],
): Promise<RehearsalReport> {
  const names = outputNames.length > 0 ? { outputNames } : {};
  return rehearsal.doRehearse({ model, examples, ...names }, call);
}

function openedWarning(reason: string): PrepareWarning {
  return {
    code: 'output-sizes-open',
    message: `Which sizes of the outputs vary with the inputs is not known, so all are left open: the model did not run at twice the size (${reason}). Declare the outputs to fix them.`,
  };
}

function failedError(
  file: string,
  { reason, hint }: Extract<RehearsalReport, { outcome: 'failed' }>,
): TorchrelayError {
  return new TorchrelayError({
    code: 'MODEL_REHEARSAL_FAILED',
    message: `${file} would fail in the cloud as it does here: ${reason}`,
    hint,
    data: { file },
  });
}
