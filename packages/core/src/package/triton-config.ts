import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { toTritonType } from '../open-inference/datatype.ts';
import type { Signature, TensorSpec } from '../target/signature.ts';
import { engineProblems } from './engine-rules.ts';
import { modelName } from './layout.ts';
import { quoteText } from './text-format.ts';

export interface TritonConfigOptions {
  /** Inputs are named as `forward` names its arguments; outputs are in the order in which it returns them. */
  readonly signature: Signature;
  /** Most rows in one run of the model; 0 for a model without a batch dimension. */
  readonly maxBatchSize: number;
  /** The GPU that a traced file has baked into its code. */
  readonly pinnedGpu?: number | undefined;
}

/**
 * The text of `config.pbtxt`, the same for the same options on every machine.
 *
 * There is no instance group, so that Triton places one instance on each GPU, or one on the CPU: the same
 * package serves both. Only a file whose code names a GPU is pinned to it, since it fails on the others.
 * There are no parameters either: inference mode and optimized execution, which we need, are the defaults.
 *
 * @throws TorchrelayError `MODEL_NOT_SERVABLE` for a signature that Triton would refuse
 */
export function tritonConfig({ signature, maxBatchSize, pinnedGpu }: TritonConfigOptions): string {
  checkEngineRules({ signature, maxBatchSize });
  const batches = maxBatchSize > 0;
  return [
    `name: ${quoteText(modelName)}`,
    'platform: "pytorch_libtorch"',
    'backend: "pytorch"',
    `max_batch_size: ${maxBatchSize}`,
    ...list(
      'input',
      signature.inputs.map((spec) => tensorFields(spec, batches)),
    ),
    ...list(
      'output',
      signature.outputs.map((spec) => tensorFields(spec, batches)),
    ),
    ...(batches ? ['dynamic_batching { }'] : []),
    ...(pinnedGpu === undefined ? [] : list('instance_group', [gpuFields(pinnedGpu)])),
    '',
  ].join('\n');
}

function checkEngineRules(options: { signature: Signature; maxBatchSize: number }): void {
  const problems = engineProblems(options);
  const [first] = problems;
  if (first === undefined) return;
  throw new TorchrelayError({
    code: 'MODEL_NOT_SERVABLE',
    message: first.message,
    hint: first.advice,
    data: { problems },
  });
}

function tensorFields({ name, datatype, shape }: TensorSpec, batches: boolean): string[] {
  const dims = batches ? shape.slice(1) : shape;
  return [
    `name: ${quoteText(name)}`,
    `data_type: ${toTritonType(datatype)}`,
    `dims: [ ${dims.join(', ')} ]`,
  ];
}

function gpuFields(gpu: number): string[] {
  return ['count: 1', 'kind: KIND_GPU', `gpus: [ ${gpu} ]`];
}

function list(name: string, messages: readonly string[][]): string[] {
  const items = messages.map(
    (fields) => `  {\n${fields.map((field) => `    ${field}`).join('\n')}\n  }`,
  );
  return [`${name} [\n${items.join(',\n')}\n]`];
}
