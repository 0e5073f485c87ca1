import { fromRanges } from '@torchrelay/torchscript';

import type { ModelSource } from '../deploy/deploy.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { TrainingResult } from './training-result.ts';

/**
 * What was trained, for `deploy`: the file itself where it lies on this machine, else ranges of it from its store.
 *
 * @throws TorchrelayError `MODEL_MISSING`
 * @example
 * const run = await train({ name: 'digits', source: './train', entry: 'train.py' }, azureml({ subscription, resourceGroup, workspace }));
 * const result = await run.result();
 * await deploy(trainedModel(result), sagemaker({ region: 'us-east-1' }), {
 *   provenance: trainingProvenance(result),
 * });
 */
export function trainedModel({
  run: { name, attempt },
  model,
  files,
}: Pick<TrainingResult, 'run' | 'model' | 'files'>): ModelSource {
  if (model !== undefined)
    return model.source.path ?? fromRanges(`${name}/${model.path}`, model.source);
  const left = files.map(({ path }) => path).join(', ');
  throw new TorchrelayError({
    code: 'MODEL_MISSING',
    message: `The training of "${name}" left no model: ${left === '' ? 'its model folder is empty' : `only ${left}`}.`,
    hint: 'Let the script write model.pt into TORCHRELAY_MODEL_DIR (torch.jit.script(model).save(…)), or bring an export.py with export(model_dir).',
    data: { name, attempt },
  });
}
