import type { TorchscriptModel } from '@torchrelay/torchscript';

import type { Sample } from '../package/sample.ts';
import type { Call } from '../target/call.ts';
import type { RehearsalReport } from '../target/rehearsal.ts';
import type { Engine } from '../target/serving.ts';
import type { Signature } from '../target/signature.ts';
import {
  chooseBatchSize,
  openBatch,
  type Batching,
  type ResolvedSignature,
} from './batch-dimension.ts';
import { checkServable } from './check-servable.ts';
import { specOf, type ResolvedTensor } from './declarations.ts';
import { incompleteError } from './incomplete-error.ts';
import { entryHolds, openLock, type Lock } from './lock.ts';
import { examplesMissingError, makeExamples, type Examples } from './make-examples.ts';
import type { ModelOptions } from './model-options.ts';
import type { ModelSource } from './model-source.ts';
import { rehearse, type Rehearsed } from './rehearse.ts';
import { declarePreprocess, tensorExamples, type Declared } from './preprocess.ts';
import { resolveInputs } from './resolve-inputs.ts';
import { outputNames, resolveOutputs, type FoundOutputs } from './resolve-outputs.ts';
import type { StageRunner } from './stage.ts';
import type { PrepareWarning } from './warning.ts';

export interface ResolveOptions extends ModelOptions {
  readonly engine: Engine['kind'];
  readonly file: ModelSource;
  readonly model: TorchscriptModel;
  readonly call: Call;
  readonly stage: StageRunner;
}

export interface Resolution {
  readonly signature: Signature;
  readonly maxBatchSize: number;
  readonly sample?: Sample | undefined;
  readonly rehearsal?: RehearsalReport | undefined;
  readonly warnings: readonly PrepareWarning[];
  /** Files that the signature refers to, and that go into the package. */
  readonly tokenizers: readonly Uint8Array[];
}

/** What is known once a rehearsal has run, or is known not to run. */
interface Known extends Partial<Rehearsed> {
  readonly inputs: readonly ResolvedTensor[];
  readonly examples: Examples;
  readonly warnings: readonly PrepareWarning[];
}

/**
 * Puts the signature together from what the file, its user, the lock file and a rehearsal say, and decides
 * about batches. Whatever is missing is asked for at once.
 */
export async function resolveSignature(options: ResolveOptions): Promise<Resolution> {
  const lock = await openLock(options);
  const inputs = completeInputs(options, lock);
  checkServable({ engine: options.engine, model: options.model, inputs });
  const declared = await declarePreprocess(options.preprocess, inputs);
  const known = await rehearseInputs({ options, lock, inputs, declared });
  const { found, batching } = await settleOutputs({ options, lock, known });
  return resolution({ options, known, found, batching, declared });
}

function completeInputs(options: ResolveOptions, { entry }: Lock): readonly ResolvedTensor[] {
  const { model, file, rehearsal } = options;
  const { inputs, missing } = resolveInputs({
    model,
    declared: options.inputs,
    locked: entry?.inputs,
  });
  if (missing.length === 0) return inputs;
  const declared = resolveOutputs({
    model,
    declared: options.outputs,
    found: lockedOutputs(entry),
  });
  const unknowable = rehearsal === undefined ? declared.missing : [];
  throw incompleteError({ file: file.name, missing: [...missing, ...unknowable] });
}

async function rehearseInputs({
  options,
  lock: { entry },
  inputs,
  declared,
}: {
  options: ResolveOptions;
  lock: Lock;
  inputs: readonly ResolvedTensor[];
  declared: Declared;
}): Promise<Known> {
  const { engine, model, file, rehearsal, call, stage } = options;
  const given = await tensorExamples({ ...options, declared, inputs });
  const examples = makeExamples({ inputs, given });
  if (rehearsal === undefined) return { inputs, examples, warnings: [] };
  if (examples.missing.length > 0) {
    const { missing } = resolveOutputs({
      model,
      declared: options.outputs,
      found: lockedOutputs(entry),
    });
    const error = examplesMissingError({ file: file.name, missing: examples.missing });
    if (missing.length > 0) throw error;
    return { inputs, examples, warnings: [{ code: 'not-rehearsed', message: error.message }] };
  }
  const names = outputNames(options.outputs);
  const rehearsed = await stage('rehearse', () =>
    rehearse({
      rehearsal,
      engine,
      model: file.range,
      file: file.name,
      inputs,
      examples: examples.examples,
      outputNames: names.length > 0 ? names : (entry?.outputs ?? []).map(({ name }) => name),
      call,
    }),
  );
  return { inputs, examples, ...rehearsed };
}

/** Outputs and batching from the lock file where its entry holds, since it is the same for every machine. */
async function settleOutputs({
  options,
  lock: { entry, keep },
  known: { inputs, outputs, report },
}: {
  options: ResolveOptions;
  lock: Lock;
  known: Known;
}): Promise<{ found: ResolvedSignature; batching: Batching | undefined }> {
  if (outputs === undefined || report?.outcome !== 'passed' || entryHolds(entry, outputs)) {
    return {
      found: complete({ options, inputs, found: lockedOutputs(entry), report }),
      batching: entry?.batching,
    };
  }
  const { batching } = report;
  const fixed = complete({ options, inputs, found: { outputs, by: 'rehearsal' }, report });
  const found = batching === 'equal' || batching === 'close' ? openBatch(fixed) : fixed;
  await keep({ ...found, batching });
  return { found, batching };
}

function complete({
  options: { model, file, outputs: declared },
  inputs,
  found,
  report,
}: {
  options: ResolveOptions;
  inputs: readonly ResolvedTensor[];
  found: FoundOutputs | undefined;
  report: RehearsalReport | undefined;
}): ResolvedSignature {
  const { outputs, missing } = resolveOutputs({ model, declared, found });
  if (missing.length === 0) return { inputs, outputs };
  const rehearsalAdvice =
    report === undefined || report.outcome === 'passed'
      ? undefined
      : `The rehearsal could not find them out: ${report.reason} ${report.hint}`;
  throw incompleteError({ file: file.name, missing, rehearsalAdvice });
}

function resolution({
  options: { maxBatchSize: asked = 0 },
  known,
  found,
  batching,
  declared: { preprocess, tokenizers },
}: {
  options: ResolveOptions;
  known: Known;
  found: ResolvedSignature;
  batching: Batching | undefined;
  declared: Declared;
}): Resolution {
  const maxBatchSize = chooseBatchSize({ asked, batching, signature: found });
  const { inputs, outputs } = maxBatchSize > 0 ? openBatch(found) : found;
  return {
    signature: {
      inputs: inputs.map(specOf),
      outputs: outputs.map(specOf),
      ...(preprocess && { preprocess }),
    },
    maxBatchSize,
    sample: sampleOf(known),
    rehearsal: known.report,
    warnings: [...known.warnings, ...batchWarnings(maxBatchSize, batching)],
    tokenizers: Object.values(tokenizers),
  };
}

function sampleOf({ examples, report }: Known): Sample | undefined {
  if (examples.missing.length > 0) return undefined;
  const isTelling = report?.outcome === 'passed' && report.isDeterministic;
  const answers = isTelling ? { answers: report.answers } : {};
  return { inputs: examples.examples, ...answers };
}

function batchWarnings(maxBatchSize: number, batching: Batching | undefined): PrepareWarning[] {
  if (maxBatchSize === 0 || batching !== 'differs') return [];
  return [
    {
      code: 'batching-differs',
      message: `Requests are batched up to ${maxBatchSize}, as asked, but in the rehearsal a batch did not give what single requests give: answers will depend on what else is asked at the time.`,
    },
  ];
}

function lockedOutputs(entry: Lock['entry']): FoundOutputs | undefined {
  return entry === undefined ? undefined : { outputs: entry.outputs, by: 'lock' };
}
