import { parseType, type TorchscriptType } from '../code/type.ts';
import type { Finding } from '../model/finding.ts';
import type { ModelArgument, ModelMethod, TracedInput } from '../model/method.ts';
import type { ModelTensor } from '../model/tensor.ts';
import { finding } from './finding.ts';
import type { Use } from './operator-scanner.ts';

/** What stands in the way of serving the model, and what Triton's PyTorch backend will not take. */
export function servingFindings({
  methods,
  tracedInputs,
  tensors,
  training,
  uses,
  isNamedTuple,
}: {
  methods: readonly ModelMethod[];
  tracedInputs: readonly TracedInput[];
  tensors: readonly ModelTensor[];
  training: boolean | undefined;
  uses: readonly Use[];
  isNamedTuple: (type: string) => boolean;
}): readonly Finding[] {
  const forward = methods.find(({ name }) => name === 'forward');
  const found = training === true ? modeFindings(uses) : [];
  if (forward === undefined)
    return [...found, finding('no-forward', 'code/', 'The model has no method forward.')];
  return [
    ...found,
    ...argumentFindings(forward.arguments),
    ...outputFindings(forward.returns, isNamedTuple),
    ...dtypeFindings(tracedInputs, tensors),
  ];
}

/** What computes otherwise in training, or asks for the mode. */
const modal: ReadonlySet<string> = new Set([
  '.training',
  'aten::dropout',
  'aten::feature_dropout',
  'aten::alpha_dropout',
  'aten::batch_norm',
  'aten::rrelu',
]);

function modeFindings(uses: readonly Use[]): readonly Finding[] {
  const use = uses.find(({ what }) => modal.has(what));
  if (use === undefined) return [];
  return [
    finding(
      'training-mode',
      use.place,
      'The model was saved in training mode, and its code depends on the mode.',
    ),
  ];
}

/** All `Tensor` or `List[str]`, or a single `Dict[str, Tensor]`. */
function argumentFindings(args: readonly ModelArgument[]): readonly Finding[] {
  if (args.length === 1 && args[0] !== undefined && isTensorDict(parseType(args[0].type)))
    return [];
  return args
    .filter(({ type }) => !isPlain(parseType(type)))
    .map(({ name, type }) =>
      finding(
        'triton-argument',
        `forward(${name})`,
        `The argument ${name} of forward has the type ${type}.`,
      ),
    );
}

function outputFindings(
  returns: string,
  isNamedTuple: (type: string) => boolean,
): readonly Finding[] {
  const type = parseType(returns);
  const parts = type.name === 'Tuple' ? type.arguments : [type];
  if (parts.every(isPlain) || isNamedTuple(type.name)) return [];
  return [finding('triton-output', 'forward', `forward returns ${returns}.`)];
}

function isPlain({ name, arguments: args }: TorchscriptType): boolean {
  return name === 'Tensor' || (name === 'List' && args[0]?.name === 'str');
}

function isTensorDict({ name, arguments: [key, value] }: TorchscriptType): boolean {
  return name === 'Dict' && key?.name === 'str' && value?.name === 'Tensor';
}

/** Source: the data types of Triton's PyTorch backend, 2026-05. */
const served: ReadonlySet<string> = new Set([
  'bool',
  'uint8',
  'int8',
  'int16',
  'int32',
  'int64',
  'float16',
  'float32',
  'float64',
]);

function dtypeFindings(
  inputs: readonly TracedInput[],
  tensors: readonly ModelTensor[],
): readonly Finding[] {
  const ofInputs = inputs
    .filter(({ method, dtype }) => method === 'forward' && !served.has(dtype))
    .map(({ name, dtype }) =>
      finding(
        'triton-dtype',
        `forward(${name})`,
        `The model was traced with ${dtype} for ${name}.`,
      ),
    );
  return [...ofInputs, ...weightFindings(tensors)];
}

/** Floating-point weights usually give outputs of their own type. */
function weightFindings(tensors: readonly ModelTensor[]): readonly Finding[] {
  const first = tensors.find(
    ({ role, dtype }) => role !== 'buffer' && /^(?:bfloat|float8|complex)/.test(dtype),
  );
  if (first === undefined) return [];
  const message = `${first.name} is ${first.dtype}, so outputs probably are as well.`;
  return [finding('triton-dtype', first.name, message)];
}
