import type { Signature, TensorDatatype, TensorSpec } from '../target/signature.ts';
import { formatTensorSpec } from './format-tensor-spec.ts';
import { misnumbered } from './output-names.ts';

/** Something that keeps a model from being served. Data, so that all of them can be shown at once. */
export interface ServingProblem {
  /** Stable, kebab-case: `datatype-not-served`. */
  readonly code: string;
  /** Which input, output, argument or option. */
  readonly place: string;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** One sentence: what to do about it. */
  readonly advice: string;
}

/**
 * What Triton's PyTorch backend carries between a request and a libtorch tensor.
 * Source: `ConvertTorchTypeToDataType` and `ModelConfigDataTypeToTorchType` of its `libtorch_utils.cc`;
 * BYTES stands for `List[str]`.
 */
const servedDatatypes: ReadonlySet<TensorDatatype> = new Set<TensorDatatype>([
  'BOOL',
  'UINT8',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FP16',
  'FP32',
  'FP64',
  'BYTES',
]);

/** Every rule of Triton that a signature breaks. */
export function engineProblems({
  signature,
  maxBatchSize,
}: {
  readonly signature: Signature;
  readonly maxBatchSize: number;
}): readonly ServingProblem[] {
  const { inputs, outputs } = signature;
  return [
    ...inputProblems(inputs),
    ...countProblems(outputs, 'output'),
    ...outputs.flatMap((spec) => tensorProblems(spec, 'output')),
    ...misnumberedProblems(outputs),
    ...(maxBatchSize > 0 ? batchProblems(signature) : []),
  ];
}

/** The rules that inputs break, whatever comes out. */
export function inputProblems(inputs: readonly TensorSpec[]): readonly ServingProblem[] {
  return [
    ...countProblems(inputs, 'input'),
    ...inputs.flatMap((spec) => tensorProblems(spec, 'input')),
  ];
}

function countProblems(specs: readonly TensorSpec[], kind: 'input' | 'output'): ServingProblem[] {
  const names = specs.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...(specs.length > 0
      ? []
      : [
          {
            code: `no-${kind}`,
            place: `${kind}s`,
            message: `The model has no ${kind}, and the engine serves none without.`,
            advice: `Give forward a Tensor ${kind === 'input' ? 'argument' : 'to return'}.`,
          },
        ]),
    ...twice.map((name) => ({
      code: 'name-taken',
      place: `${kind} "${name}"`,
      message: `Two ${kind}s are called "${name}".`,
      advice: 'Give each a name of its own.',
    })),
  ];
}

function tensorProblems(spec: TensorSpec, kind: 'input' | 'output'): ServingProblem[] {
  const place = `${kind} "${spec.name}"`;
  if (spec.name === '') {
    return [
      {
        code: 'name-empty',
        place: `${kind}s`,
        message: `An ${kind} has an empty name.`,
        advice: `Name every ${kind}.`,
      },
    ];
  }
  return [...datatypeProblems(spec, place), ...shapeProblems(spec, place)];
}

function datatypeProblems({ datatype }: TensorSpec, place: string): ServingProblem[] {
  if (servedDatatypes.has(datatype)) return [];
  return [
    {
      code: 'datatype-not-served',
      place,
      message: `${place} is ${datatype}, which the engine does not carry.`,
      advice: `Wrap the model so that it takes and gives ${nearestServed(datatype)} and converts inside.`,
    },
  ];
}

function nearestServed(datatype: TensorDatatype): TensorDatatype {
  if (datatype === 'BF16') return 'FP32';
  return datatype === 'UINT16' ? 'INT32' : 'INT64';
}

function shapeProblems({ datatype, shape }: TensorSpec, place: string): ServingProblem[] {
  if (shape.length === 0) {
    return [
      {
        code: 'scalar-not-served',
        place,
        message: `${place} is a scalar of no dimensions, which the engine refuses.`,
        advice: 'Wrap the model so that it has one dimension: unsqueeze(0), or reshape(1).',
      },
    ];
  }
  if (shape.some((dimension) => dimension === 0)) {
    return [
      {
        code: 'empty-not-served',
        place,
        message: `${place} has the shape [${shape.join(', ')}], and an empty dimension cannot be declared.`,
        advice: 'Declare it as -1 if it may vary.',
      },
    ];
  }
  if (datatype === 'BYTES' && shape.length > 1) {
    return [
      {
        code: 'strings-not-flat',
        place,
        message: `${place} holds strings in ${shape.length} dimensions; the engine takes List[str], which has one.`,
        advice: 'Declare it as BYTES[-1].',
      },
    ];
  }
  return [];
}

function misnumberedProblems(outputs: readonly TensorSpec[]): ServingProblem[] {
  return misnumbered(outputs.map(({ name }) => name)).map(({ name, index, means }) => ({
    code: 'output-misnumbered',
    place: `output "${name}"`,
    message: `Output "${name}" is number ${index} of what the model returns, but the engine takes its name to mean number ${means}.`,
    advice: `Call it ${name.replace(/__\d*$/, `__${index}`)}, or leave the number out of the name.`,
  }));
}

function batchProblems({ inputs, outputs }: Signature): ServingProblem[] {
  const specs = [...inputs, ...outputs];
  const places = [
    ...inputs.map(({ name }) => `input "${name}"`),
    ...outputs.map(({ name }) => `output "${name}"`),
  ];
  return specs.flatMap((spec, index) => batchProblem(spec, places[index] ?? ''));
}

function batchProblem(spec: TensorSpec, place: string): ServingProblem[] {
  const [leading, ...rest] = spec.shape;
  const without = 'Serve it without batches: maxBatchSize 0.';
  if (spec.datatype === 'BYTES') {
    return [
      {
        code: 'batch-of-strings',
        place,
        message: `${place} holds strings, which the engine does not batch.`,
        advice: without,
      },
    ];
  }
  if (rest.length === 0) {
    return [
      {
        code: 'batch-without-rows',
        place,
        message: `${place} has only the batch dimension, and the engine wants rows of at least one.`,
        advice: `Wrap the model so that it is [-1, 1]: unsqueeze(1). ${without}`,
      },
    ];
  }
  if (leading !== -1) {
    return [
      {
        code: 'batch-fixed',
        place,
        message: `${place} is declared as ${formatTensorSpec(spec)}: its first dimension is fixed, so it is no batch dimension.`,
        advice: `Declare ${formatTensorSpec({ ...spec, shape: [-1, ...rest] })} if it may vary. ${without}`,
      },
    ];
  }
  return [];
}
