import { inspectServable } from '../prepare/inspect-servable.ts';
import type { Call } from '../target/call.ts';
import { trainedModel } from './trained-model.ts';
import type { TrainingResult } from './training-result.ts';

/** How the model is going to be served. */
export interface TrainedModelUse extends Call {
  /** An image of the user's own will serve it. */
  readonly image?: string | undefined;
  readonly allowFindings?: readonly string[] | undefined;
}

/**
 * Reads what was trained, in a few ranges and without executing anything of it, and throws where it cannot be served: right
 * after the training, and not when it is deployed.
 *
 * @throws ModelFileError when it is something else than TorchScript: the weights alone, for example
 * @throws TorchrelayError `MODEL_MISSING`, `MODEL_NOT_SERVABLE`, `MODEL_DANGEROUS`
 */
export async function checkTrainedModel(
  result: Pick<TrainingResult, 'run' | 'model' | 'files'>,
  { image, allowFindings, ...call }: TrainedModelUse = {},
): Promise<void> {
  const source = trainedModel(result);
  const engine = image === undefined ? 'triton' : 'image';
  await inspectServable({ source, engine, allowFindings, call });
}
