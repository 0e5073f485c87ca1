import type { ByteSource, TorchscriptModel } from '@torchrelay/torchscript';

import type { Emit } from '../apply/events.ts';
import { makeModelPackage } from '../package/make-model-package.ts';
import type { ModelPackage } from '../package/model-package.ts';
import type { Sample } from '../package/sample.ts';
import type { Call } from '../target/call.ts';
import type { Rehearsal, RehearsalReport } from '../target/rehearsal.ts';
import type { Engine } from '../target/serving.ts';
import { cacheFolder } from './cache-folder.ts';
import { checkServable } from './check-servable.ts';
import { inspectServable } from './inspect-servable.ts';
import type { ModelOptions } from './model-options.ts';
import { openModel, type ModelSource } from './model-source.ts';
import { pinnedGpu } from './pinned-gpu.ts';
import { rememberRehearsal } from './remember-rehearsal.ts';
import { resolveSignature } from './resolve-signature.ts';
import { stageRunner } from './stage.ts';
import type { PrepareWarning } from './warning.ts';

export type { ModelOptions } from './model-options.ts';
export type { PrepareWarning } from './warning.ts';

/** A model file, and all that is said about it. */
export interface PrepareOptions extends ModelOptions {
  /** A path, or anything that gives byte ranges. */
  readonly source: string | ByteSource;
  /**
   * What will serve it. For an image of the user's own, Triton's rules stop nothing, and the package holds
   * a `config.pbtxt` only where Triton could serve it too.
   * @default 'triton'
   */
  readonly engine?: Engine['kind'] | undefined;
  /** Called as soon as the file is read: what it throws ends the work before minutes are spent on a large file. */
  readonly onInspected?: ((model: TorchscriptModel) => Promise<void>) | undefined;
  readonly emit?: Emit | undefined;
  readonly call?: Call | undefined;
}

/** A model that can be deployed, with what was found out about it. */
export interface PreparedModel {
  readonly model: TorchscriptModel;
  readonly modelPackage: ModelPackage;
  /** Absent where an input's example could be neither made nor had. */
  readonly sample?: Sample | undefined;
  /** Absent where no rehearsal was asked for, or none could be tried for want of examples. */
  readonly rehearsal?: RehearsalReport | undefined;
  readonly warnings: readonly PrepareWarning[];
}

/**
 * Reads a model file and makes its package: without a copy of the weights, and without executing anything of
 * it in this process. The same file with the same options gives the same package on every machine.
 *
 * @throws ModelFileError when the file cannot be read, or is something else than TorchScript
 * @throws TorchrelayError `MODEL_DANGEROUS`, `MODEL_NOT_SERVABLE`, `MODEL_SIGNATURE_INCOMPLETE`,
 *   `MODEL_SIGNATURE_CONFLICT`, `MODEL_INPUT_UNKNOWN`, `MODEL_EXAMPLES_MISSING`, `MODEL_REHEARSAL_FAILED`,
 *   `PREPROCESS_INVALID`, `TOKENIZER_MISSING`, `PEER_MISSING`, `MODEL_LOCK_CONTRADICTED`, `LOCK_FILE_UNREADABLE`, `MODEL_FILE_CHANGED`, `MAX_BATCH_SIZE_INVALID`
 */
export async function prepareModel(options: PrepareOptions): Promise<PreparedModel> {
  const { source, engine = 'triton', allowFindings, call = {} } = options;
  const stage = stageRunner(options.emit);
  const file = await openModel(source, options);
  const model = await stage('inspect', () =>
    inspectServable({ source: file.inspectable, engine, allowFindings, call }),
  );
  await options.onInspected?.(model);
  const { signature, maxBatchSize, tokenizers, ...found } = await resolveSignature({
    ...options,
    rehearsal: remembered(options, file),
    engine,
    file,
    model,
    call,
    stage,
  });
  checkServable({ engine, model, ...signature, maxBatchSize });
  const modelPackage = await stage('package', async () =>
    makeModelPackage({
      model,
      source: file.range,
      artifactSha256: await file.hash(call),
      signature,
      maxBatchSize,
      pinnedGpu: pinnedGpu(model),
      tokenizers,
    }),
  );
  return {
    model,
    modelPackage,
    sample: found.sample,
    rehearsal: found.rehearsal,
    warnings: [...findingWarnings(model), ...found.warnings],
  };
}

function remembered(
  { rehearsal, cacheFolder: folder = cacheFolder() }: PrepareOptions,
  { hash }: ModelSource,
): Rehearsal | undefined {
  return rehearsal && rememberRehearsal({ rehearsal, folder, hash });
}

/** What Triton would refuse has been judged already, with the signature at hand. */
function findingWarnings({ findings }: TorchscriptModel): readonly PrepareWarning[] {
  return findings
    .filter(({ severity, code }) => severity === 'warning' && !code.startsWith('triton-'))
    .map(({ code, message, advice }) => ({ code, message: `${message} ${advice}` }));
}
