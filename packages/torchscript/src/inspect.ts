import type { Limits } from './limits.ts';
import type { ExportedProgram } from './model/exported-program.ts';
import type { TorchscriptModel } from './model/torchscript-model.ts';
import type { ByteSource } from './source/byte-source.ts';

/** What {@link inspect} returns: tell them apart by `format`. */
export type Model = TorchscriptModel | ExportedProgram;

export interface InspectOptions {
  readonly abortSignal?: AbortSignal;
  /** Bounds to change; the others keep their defaults. */
  readonly limits?: Partial<Limits>;
}

/**
 * Reads what a model file says about itself: tensors, modules, methods, findings. Reads the archive's
 * directory, pickles and code; never the weights, and executes nothing, so it takes milliseconds
 * whatever the size.
 *
 * @param source a path, a `file:` URL, or any {@link ByteSource}
 * @throws {@link ModelFileError}
 */
export async function inspect(
  _source: string | URL | ByteSource,
  _options: InspectOptions = {},
): Promise<Model> {
  throw new Error('being written');
}
