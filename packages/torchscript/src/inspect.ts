import { ModelFileError } from './errors.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { ExportedProgram } from './model/exported-program.ts';
import type { TorchscriptModel } from './model/torchscript-model.ts';
import { readPt2 } from './pt2/read-pt2.ts';
import { recognise } from './recognise/recognise.ts';
import { inFile } from './refusals.ts';
import type { ByteSource } from './source/byte-source.ts';
import { openFile } from './source/file-source.ts';
import { meter, type MeteredSource } from './source/metered-source.ts';
import { readTorchscript } from './torchscript/read-torchscript.ts';

/** What {@link inspect} returns: tell them apart by `format`. */
export type Model = TorchscriptModel | ExportedProgram;

/** How far a file may be read. */
export interface InspectOptions {
  readonly abortSignal?: AbortSignal | undefined;
  /** Bounds to change; the others keep their defaults. */
  readonly limits?: Partial<Limits> | undefined;
}

/**
 * Reads what a model file says about itself: tensors, modules, methods, findings. Reads the archive's
 * directory, pickles and code; never the weights, and executes nothing, so it takes milliseconds
 * whatever the size.
 *
 * @param source a path, a `file:` URL, or any {@link ByteSource}, which stays open
 * @throws {@link ModelFileError} when the file cannot be read, is something else, or is broken
 *
 * @example
 * ```ts
 * const model = await inspect('resnet50.pt');
 * console.log(model.format, model.totals.parameters.elements);
 * ```
 */
export async function inspect(
  source: string | URL | ByteSource,
  { abortSignal, limits }: InspectOptions = {},
): Promise<Model> {
  abortSignal?.throwIfAborted();
  const bounds = { ...defaultLimits, ...limits };
  if (typeof source !== 'string' && !(source instanceof URL)) {
    return readModel(meter(source, abortSignal), bounds);
  }
  await using file = await openFile(source);
  return await readModel(meter(file, abortSignal), bounds);
}

async function readModel(source: MeteredSource, limits: Limits): Promise<Model> {
  try {
    const { format, archive } = await recognise(source, limits);
    const read = format === 'torchscript' ? readTorchscript : readPt2;
    return await read({ source, archive, limits });
  } catch (error) {
    throw ModelFileError.isInstance(error) ? inFile(error, source.name) : error;
  }
}
